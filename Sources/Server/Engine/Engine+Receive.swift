import Commands
import Keyspace
import RESP

extension Engine {
  /// Reads once from a client and runs what has arrived whole.
  func receive(_ client: UnsafeMutablePointer<Client>) {
    guard !client.pointee.isClosing, !client.pointee.hasEnded else { return deafen(client) }
    // What waits to be run is enough: the rest may wait in the socket.
    if isBehind(client) && client.pointee.input.count > client.pointee.allowance.readAheadBytes {
      return deafen(client)
    }
    // Beside replies that have not been taken there is not always room for more: see `flush`.
    if client.pointee.isPaused && !hasRoomToReadAhead(client) { return deafen(client) }
    client.pointee.input.isEmpty ? receiveShared(client) : receiveOwn(client)
  }

  private func isBehind(_ client: UnsafeMutablePointer<Client>) -> Bool {
    client.pointee.isParked || client.pointee.isRunQueued || client.pointee.isStreaming
  }

  /// Whether the buffers of all clients bear that the input of this one doubles. Whoever made them exceed
  /// their share by sending on would be disconnected, though it may be taking its replies.
  private func hasRoomToReadAhead(_ client: UnsafeMutablePointer<Client>) -> Bool {
    clientBufferBytes + client.pointee.input.capacity + Engine.readBufferBytes
      <= clientBufferLimitBytes
  }

  /// Listens no more for what a client sends, only for whether it takes its replies.
  func deafen(_ client: UnsafeMutablePointer<Client>) {
    setInterest(client, client.pointee.interest.subtracting(.readable))
  }

  /// Runs the requests that a client has waiting in its own buffer.
  func resume(_ client: UnsafeMutablePointer<Client>) {
    guard client.pointee.canRun else { return settle(client) }
    limitReply(client)
    let consumed = run(client, client.pointee.input.bytes, warmedBytes: 0)
    client.pointee.input.consume(consumed)
    if !isBehind(client) { setInterest(client, client.pointee.interest.union(.readable)) }
    settle(client)
  }

  /// A large request and its reply must fit into what the buffers of all clients may take, or else the
  /// client would be disconnected for them: so a reply for which there is no room becomes an error.
  private func limitReply(_ client: UnsafeMutablePointer<Client>) {
    let requestBytes = client.pointee.input.capacity + client.pointee.parser.heapBytes
    let roomBytes = clientBufferLimitBytes - requestBytes - Engine.otherBufferBytes
    client.pointee.reply.limit = max(min(largestReplyBytes, roomBytes), Engine.otherBufferBytes)
  }

  /// For errors, and for the buffers of others.
  private static let otherBufferBytes = 64 * 1024

  /// Most requests arrive whole and never leave the engine's own read buffer. They run when the
  /// other clients that are ready have been read as well, so that what they need of memory comes
  /// meanwhile, for all of them at once.
  private func receiveShared(_ client: UnsafeMutablePointer<Client>) {
    // Safe: `runReceived` leaves more than nothing of the buffer free.
    let base = readBuffer.baseAddress.unsafelyUnwrapped + receivedBytes
    let room = min(readBuffer.count - receivedBytes, client.pointee.allowance.readBytes)
    switch ClientSocket.receive(client.pointee.descriptor, into: base, capacity: room) {
    case .wouldBlock: return
    case .closed: return end(client)
    case .bytes(let count):
      noteInput(client, count)
      let bytes = UnsafeRawBufferPointer(start: base, count: count)
      receptions.append(
        Reception(
          client: client.pointee.reference, bytes: bytes, warmedBytes: beginWarming(client, bytes)))
      receivedBytes += count
      if receivedBytes > readBuffer.count / 2 || !warming.hasRoom(for: Engine.previewedRequests) {
        runReceived()
      }
    }
  }

  /// Runs what this turn has received into the engine's read buffer. When the turn has taken long
  /// enough, the rest waits for its place in the queue.
  func runReceived() {
    for reception in receptions {
      // Another one's request may have disconnected it meanwhile.
      guard let client = clients[reception.client] else { continue }
      let mayRun = slicing.hasTime(meter.pointee.ticks.now())
      let consumed =
        mayRun ? run(client, reception.bytes, warmedBytes: reception.warmedBytes) : 0
      if !mayRun { enqueueRun(client) }
      client.pointee.input.append(UnsafeRawBufferPointer(rebasing: reception.bytes[consumed...]))
      settle(client)
    }
    receptions.removeAll(keepingCapacity: true)
    receivedBytes = 0
  }

  private func receiveOwn(_ client: UnsafeMutablePointer<Client>) {
    let wanted = max(client.pointee.parser.bytesWanted, Engine.readBufferBytes)
    let room = client.pointee.isStranger ? strangerRoom(client) : min(wanted, 1 << 20)
    let target = client.pointee.input.prepare(room: room)
    switch ClientSocket.receive(client.pointee.descriptor, into: target, capacity: room) {
    case .wouldBlock: return
    case .closed: return end(client)
    case .bytes(let count):
      noteInput(client, count)
      client.pointee.input.commit(count)
      if isBehind(client) { settle(client) } else { resume(client) }
    }
  }

  private func noteInput(_ client: UnsafeMutablePointer<Client>, _ count: Int) {
    if client.pointee.lastActiveMs != nowMs { lull.noteClient() }
    client.pointee.lastActiveMs = nowMs
    statistics.inputBytes &+= UInt64(count)
    client.pointee.inputBytes &+= UInt64(count)
    statistics.reads &+= 1
  }

  /// The peer sends no more: what it sent is still answered, then the connection closes.
  private func end(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.hasEnded = true
    if isBehind(client) || client.pointee.isPaused {
      setInterest(client, client.pointee.interest.subtracting(.readable))
    } else {
      closeWhenFlushed(client)
    }
  }

  /// After requests have run: sends replies, keeps the limits, closes what has ended.
  private func settle(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.input.releaseIfEmpty()
    if client.pointee.reply.count > 0 { enqueueFlush(client) }
    account(client)
    guard keepsLimits(client) else { return }
    if client.pointee.hasEnded && !isBehind(client) && !client.pointee.isPaused {
      client.pointee.isClosing = true
    }
    if client.pointee.isClosing { closeWhenFlushed(client) }
  }

  func enqueueRun(_ client: UnsafeMutablePointer<Client>) {
    guard !client.pointee.isRunQueued else { return }
    client.pointee.isRunQueued = true
    runQueue.append(client.pointee.reference)
  }
}

/// Bytes of a client in the engine's read buffer.
struct Reception {
  let client: ClientReference
  let bytes: UnsafeRawBufferPointer
  /// How many of them are requests whose keys are being warmed.
  let warmedBytes: Int
}
