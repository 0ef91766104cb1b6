import RESP

extension Engine {
  func enqueueFlush(_ client: UnsafeMutablePointer<Client>) {
    guard !client.pointee.isFlushQueued else { return }
    client.pointee.isFlushQueued = true
    flushQueue.append(client.pointee.reference)
  }

  /// Sends the replies of this turn, and those that waited for the journal.
  func flushQueued() {
    if !gated.isEmpty {
      for reference in gated { if let client = clients[reference] { enqueueFlush(client) } }
      gated.removeAll(keepingCapacity: true)
    }
    var index = 0
    while index < flushQueue.count {
      if let client = clients[flushQueue[index]] { flush(client) }
      index += 1
    }
    flushQueue.removeAll(keepingCapacity: true)
  }

  /// Closes once the replies are sent; at once if there are none.
  func closeWhenFlushed(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.isClosing = true
    enqueueFlush(client)
  }

  private func flush(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.isFlushQueued = false
    resolveGate(client)
    guard storage.journal.isDurable(client.pointee.gateLsn) else {
      gated.append(client.pointee.reference)
      return
    }
    client.pointee.gateLsn = 0
    while client.pointee.reply.count > 0 {
      switch ClientSocket.send(client.pointee.descriptor, client.pointee.reply.bytes) {
      case .bytes(let count):
        statistics.outputBytes &+= UInt64(count)
        client.pointee.outputBytes &+= UInt64(count)
        statistics.writes &+= 1
        client.pointee.reply.consume(count)
      case .wouldBlock:
        setInterest(client, [.readable, .writable])
        return account(client)
      case .closed: return drop(client)
      }
    }
    if client.pointee.isClosing { return drop(client) }
    if client.pointee.isStreaming || !client.pointee.input.isEmpty, client.pointee.canRun {
      enqueueRun(client)
    }
    setInterest(client, .readable)
    client.pointee.reply.releaseExcess(keeping: Engine.keptReplyBytes)
    account(client)
  }

  /// Reply memory that an active client keeps between requests.
  private static let keptReplyBytes = 16 * 1024

  /// Replies written in this turn wait for the frame that is only now in the journal.
  private func resolveGate(_ client: UnsafeMutablePointer<Client>) {
    if client.pointee.gateLsn == Engine.thisTurn {
      client.pointee.gateLsn = storage.journal.gateLsn
    }
  }

  /// Stands for the frame of the present turn, whose LSN is not known yet.
  static let thisTurn = UInt64.max
}
