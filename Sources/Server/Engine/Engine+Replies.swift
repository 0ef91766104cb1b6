import Commands
import RESP

extension Engine {
  func enqueueFlush(_ client: UnsafeMutablePointer<Client>) {
    guard !client.pointee.isFlushQueued else { return }
    client.pointee.isFlushQueued = true
    flushQueue.append(client.pointee.reference)
  }

  /// Sends the replies of this turn, and those that waited for the journal. A message to very many clients
  /// takes a turn or more: the rest follows when those who have sent something meanwhile have been heard.
  func flushQueued() {
    if !gated.isEmpty {
      for reference in gated { if let client = clients[reference] { enqueueFlush(client) } }
      gated.removeAll(keepingCapacity: true)
    }
    var index = 0
    while index < flushQueue.count {
      if index & Engine.flushesPerReading == Engine.flushesPerReading,
        !slicing.hasTimeToSend(meter.pointee.ticks.now())
      {
        break
      }
      if let client = clients[flushQueue[index]] { flush(client) }
      index += 1
    }
    flushQueue.removeFirst(index)
  }

  private static let flushesPerReading = 63

  /// Tells clients whose changes cannot be made safe, and ends their connections: the changes are in
  /// memory and get into the journal if it ever takes them, so they are neither done nor refused.
  func giveUpHopelessWaits() {
    let journal = storage.journal
    guard
      gateWait.isOver(
        waits: !gated.isEmpty, syncedLsn: journal.syncedLsn, isFailing: journal.failure != nil,
        nowMs: nowMs)
    else { return }
    let references = gated
    gated.removeAll(keepingCapacity: true)
    let reason =
      journal.failure.map { "\($0)" } ?? "cannot sync the journal: the disk does not answer"
    log(
      .warning,
      "\(reason); \(references.count) clients that wait for it are told and disconnected")
    for reference in references {
      if let client = clients[reference] { giveUp(client, reason) }
    }
  }

  /// Where a part of the replies has been sent an error would stand in the middle of one.
  private func giveUp(_ client: UnsafeMutablePointer<Client>, _ reason: String) {
    statistics.journalWaitsGivenUp &+= 1
    guard !client.pointee.isPartlySent, !client.pointee.isStreaming else { return drop(client) }
    client.pointee.reply.clear()
    let text = "MISCONF \(reason). Whether the change is kept is not known."
    client.pointee.reply.error(text)
    instruments.noteError(text)
    client.pointee.gateLsn = 0
    client.pointee.isClosing = true
    flush(client)
  }

  /// Closes once the replies are sent; at once if there are none.
  func closeWhenFlushed(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.isClosing = true
    enqueueFlush(client)
  }

  func flush(_ client: UnsafeMutablePointer<Client>) {
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
        client.pointee.isPartlySent = true
        setInterest(client, [.readable, .writable])
        return account(client)
      case .closed: return drop(client)
      }
    }
    client.pointee.isPartlySent = false
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
