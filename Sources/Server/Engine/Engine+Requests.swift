import Commands
import Configuration
import Keyspace
import Persistence
import RESP

extension Engine {
  /// Replies in a client's buffer after which it is the others' turn.
  private static let burstBytes = 1 << 20

  /// Reads once from a client and runs what has arrived whole.
  func receive(_ client: UnsafeMutablePointer<Client>) {
    guard !client.pointee.isClosing, !client.pointee.hasEnded else { return deafen(client) }
    // What waits to be run is enough: the rest may wait in the socket.
    if isBehind(client) && client.pointee.input.count > Engine.readAheadBytes {
      return deafen(client)
    }
    client.pointee.input.isEmpty ? receiveShared(client) : receiveOwn(client)
  }

  /// Received bytes that a client may have waiting while its requests cannot run.
  private static let readAheadBytes = 256 * 1024

  private func isBehind(_ client: UnsafeMutablePointer<Client>) -> Bool {
    client.pointee.isParked || client.pointee.isRunQueued
  }

  /// Listens no more for what a client sends, only for whether it takes its replies.
  private func deafen(_ client: UnsafeMutablePointer<Client>) {
    setInterest(client, client.pointee.interest.subtracting(.readable))
  }

  /// Runs the requests that a client has waiting in its own buffer.
  func resume(_ client: UnsafeMutablePointer<Client>) {
    guard !client.pointee.isParked, !client.pointee.isClosing else { return }
    let consumed = run(client, client.pointee.input.bytes)
    client.pointee.input.consume(consumed)
    if !isBehind(client) { setInterest(client, client.pointee.interest.union(.readable)) }
    settle(client)
  }

  /// Most requests arrive whole and never leave the engine's own read buffer.
  private func receiveShared(_ client: UnsafeMutablePointer<Client>) {
    // Safe: the buffer is the engine's for the whole turn.
    let base = readBuffer.baseAddress.unsafelyUnwrapped
    switch ClientSocket.receive(
      client.pointee.descriptor, into: base, capacity: readBuffer.count)
    {
    case .wouldBlock: return
    case .closed: return end(client)
    case .bytes(let count):
      noteInput(client, count)
      let bytes = UnsafeRawBufferPointer(start: base, count: count)
      let consumed = run(client, bytes)
      client.pointee.input.append(UnsafeRawBufferPointer(rebasing: bytes[consumed...]))
      settle(client)
    }
  }

  private func receiveOwn(_ client: UnsafeMutablePointer<Client>) {
    let wanted = max(client.pointee.parser.bytesWanted, Engine.readBufferBytes)
    let room = min(wanted, 1 << 20)
    let target = client.pointee.input.prepare(room: room)
    switch ClientSocket.receive(client.pointee.descriptor, into: target, capacity: room) {
    case .wouldBlock: return
    case .closed: return end(client)
    case .bytes(let count):
      noteInput(client, count)
      client.pointee.input.commit(count)
      guard !client.pointee.isParked else { return settle(client) }
      resume(client)
    }
  }

  private func noteInput(_ client: UnsafeMutablePointer<Client>, _ count: Int) {
    client.pointee.lastActiveMs = nowMs
    statistics.inputBytes &+= UInt64(count)
    statistics.reads &+= 1
  }

  /// The peer sends no more: what it sent is still answered, then the connection closes.
  private func end(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.hasEnded = true
    if client.pointee.isParked || client.pointee.isRunQueued {
      setInterest(client, [])
    } else {
      closeWhenFlushed(client)
    }
  }

  /// Runs requests from the front of `bytes`; returns how many bytes they were.
  private func run(_ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer) -> Int {
    var offset = 0
    var warmed = 0
    meter.pointee.begin()
    defer { if meter.pointee.isOpen { instruments.settleGroup(nowMs: nowMs) } }
    while offset < bytes.count {
      if offset >= warmed { warmed = offset + warm(client, bytes, from: offset) }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      switch client.pointee.parser.parse(rest) {
      case .request:
        let arguments = client.pointee.parser.arguments(in: rest)
        guard execute(client, arguments, in: rest) else { return offset }
      case .empty, .swallowed: break
      case .oversized(let length):
        let limit = configuration.maxValueSizeBytes
        replyError(client, CommandError.valueTooLong(length, limit: limit))
        client.pointee.session.failTransaction()
      case .incomplete: return offset
      case .failure(let failure):
        client.pointee.reply.error(failure)
        instruments.noteError("ERR")
        client.pointee.isClosing = true
      }
      offset += client.pointee.isClosing ? bytes.count - offset : client.pointee.parser.consumed
      if client.pointee.isClosing { break }
      guard client.pointee.reply.count < Engine.burstBytes else {
        if offset < bytes.count { enqueueRun(client) }
        break
      }
    }
    return offset
  }

  /// An error for a request that no command has seen.
  private func replyError(_ client: UnsafeMutablePointer<Client>, _ text: String) {
    client.pointee.reply.error(text)
    instruments.noteError(text)
  }

  /// Keys that are warmed at a time: as many cache misses as a processor keeps under way.
  private static let warmedKeys = 16

  /// Lets the keyspace touch the keys of the next pipelined requests. Returns how many bytes that
  /// covers; everything left when it is a single request, which has nobody to overlap with.
  private func warm(
    _ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer, from offset: Int
  ) -> Int {
    let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
    let first = UnsafeMutableBufferPointer(rebasing: previewedKeys[..<Engine.warmedKeys])
    let (count, byteCount) = KeyPreview.find(in: rest, first)
    guard count > 1 else { return rest.count }
    let keys = UnsafeBufferPointer(rebasing: previewedKeys[..<count])
    warmth &+= keyspace.pointee.warm(keys, number: client.pointee.session.database)
    return byteCount
  }

  /// Runs the request at the front of `bytes`. False when it must be run again later.
  private func execute(
    _ client: UnsafeMutablePointer<Client>, _ arguments: Arguments, in bytes: UnsafeRawBufferPointer
  ) -> Bool {
    if let failure = client.pointee.failure {
      client.pointee.failure = nil
      client.pointee.fetchCount = 0
      client.pointee.session.walk = nil
      client.pointee.listing = nil
      client.pointee.isMet = false
      replyError(client, failure)
      // Between MULTI and EXEC only EXEC itself waits for the store.
      client.pointee.session.endTransaction()
      forgetWatches(client.pointee.session.id)
      return true
    }
    if nowMs < pausedUntilMs, holdsBack(client, arguments) { return false }
    executing = client.pointee.reference
    let mark = client.pointee.reply.mark
    var context = CommandContext(
      keyspace: keyspace, reply: pointer(to: &client.pointee.reply),
      session: pointer(to: &client.pointee.session), services: self, instruments: instruments,
      nowMs: nowMs,
      listing: client.pointee.listing, isMet: client.pointee.isMet)
    let recordedBytes = keyspace.pointee.changes.count
    let outcome = dispatcher.run(arguments, &context)
    executing = nil
    // The reply to a change leaves once the frame of this turn is safe.
    if keyspace.pointee.changes.count > recordedBytes { client.pointee.gateLsn = Engine.thisTurn }
    defer { appendOwnPushes(client) }
    if case .wait(let demand) = outcome {
      park(client, demand, bytes)
      return false
    }
    client.pointee.fetchCount = 0
    statistics.commands &+= 1
    if client.pointee.isMet || client.pointee.listing != nil {
      client.pointee.listing = nil
      client.pointee.isMet = false
    }
    if !client.pointee.session.endRequest() { client.pointee.reply.truncate(to: mark) }
    if case .close = outcome { client.pointee.isClosing = true }
    return true
  }

  /// Safe: clients stand at fixed addresses, and the engine's queue is the only one to touch them.
  @inline(__always)
  private func pointer<T: ~Copyable>(to value: inout T) -> UnsafeMutablePointer<T> {
    withUnsafeMutablePointer(to: &value) { $0 }
  }

  /// Leaves the request at the front of `bytes` where it is until what it needs has come.
  private func park(
    _ client: UnsafeMutablePointer<Client>, _ demand: Demand, _ bytes: UnsafeRawBufferPointer
  ) {
    client.pointee.isParked = true
    let reference = client.pointee.reference
    switch demand {
    case .keys(let rows, let unknown): fetch(rows, unknown, client, bytes)
    case .listing(let rows):
      client.pointee.listing = nil
      storage.coldReads.list(rows, for: reference)
    case .furtherListing(let rows): listFurther(rows, client)
    case .completeIndex: storage.indexLoad.wait(reference)
    case .sweep:
      client.pointee.isMet = true
      storage.sweep(for: reference, nowMs: nowMs)
    case .backup:
      client.pointee.isMet = true
      storage.backup.make(for: reference, nowMs: nowMs)
    case .turn: wake([reference])
    case .room: storage.work.wantRoom(for: reference)
    }
  }

  /// How often a request's keys are brought in before it is given up: keys that do not fit into
  /// memory together drive each other out, and would be read for ever.
  private static let fetchLimit = 32

  /// What is listed meanwhile may leave memory for another row, and be missing again.
  private func listFurther(_ rows: [UInt64], _ client: UnsafeMutablePointer<Client>) {
    client.pointee.fetchCount += 1
    guard client.pointee.fetchCount <= Engine.fetchLimit else {
      client.pointee.failure = "\(CommandError.keysTooLarge)"
      return wake([client.pointee.reference])
    }
    storage.coldReads.list(rows, for: client.pointee.reference)
  }

  private func fetch(
    _ rows: [UInt64], _ unknown: [SoughtKey], _ client: UnsafeMutablePointer<Client>,
    _ bytes: UnsafeRawBufferPointer
  ) {
    let reference = client.pointee.reference
    client.pointee.fetchCount += 1
    guard client.pointee.fetchCount <= Engine.fetchLimit else {
      // What was replayed cannot leave memory before then, so there may be room afterwards.
      if !keyspace.pointee.isIndexComplete {
        client.pointee.fetchCount = 0
        return storage.indexLoad.wait(reference)
      }
      client.pointee.failure = "\(CommandError.keysTooLarge)"
      return wake([reference])
    }
    // What is fetched ahead must not be what drives the request's own keys out again.
    let ahead = client.pointee.fetchCount == 1 ? rowsAhead(client, bytes) : []
    storage.coldReads.fetch(rows: rows + ahead, unknown: unknown, for: reference)
  }

  /// Rows that the pipelined requests behind the first one will ask for, so that one trip to the
  /// store brings them all.
  private func rowsAhead(
    _ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer
  ) -> [UInt64] {
    let (count, _) = KeyPreview.find(in: bytes, previewedKeys)
    return previewedKeys[..<count].dropFirst().compactMap { bytes in
      let key = keyspace.pointee.key(bytes, number: client.pointee.session.database)
      guard case .cold(let row) = keyspace.pointee.residency(of: key) else { return nil }
      return row
    }
  }

  /// After requests have run: sends replies, keeps the limits, closes what has ended.
  private func settle(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.input.releaseIfEmpty()
    if client.pointee.reply.count > 0 { enqueueFlush(client) }
    account(client)
    guard keepsLimits(client) else { return }
    if client.pointee.hasEnded && !client.pointee.isParked && !client.pointee.isRunQueued {
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

extension Engine: StorageClients {
  func wake(_ references: [ClientReference]) {
    for reference in references {
      guard let client = clients[reference] else { continue }
      client.pointee.isParked = false
      enqueueRun(client)
    }
  }

  func fail(_ reference: ClientReference, _ error: StorageError) {
    clients[reference]?.pointee.failure = "MISCONF \(error)"
    wake([reference])
  }

  func deliver(_ listing: RowBatch, to reference: ClientReference) {
    guard let client = clients[reference] else { return }
    let gathered = client.pointee.listing ?? KeyListing()
    gathered.add(listing)
    client.pointee.listing = gathered
    wake([reference])
  }
}
