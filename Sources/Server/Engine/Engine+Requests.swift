import Bytes
import Commands
import Configuration
import Keyspace
import RESP

extension Engine {
  /// Runs requests from the front of `bytes`; returns how many bytes they were. The keys of the first
  /// `warmedBytes` have been warmed.
  func run(
    _ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer, warmedBytes: Int
  ) -> Int {
    // No request runs, and moves entries, while others are being warmed.
    keyspace.pointee.finishWarming(&warming)
    var offset = 0
    var warmed = warmedBytes
    meter.pointee.begin()
    let began = meter.pointee.lastReading
    var requestCount = 0
    defer { if meter.pointee.isOpen { instruments.settleGroup(nowMs: nowMs) } }
    while offset < bytes.count {
      if offset >= warmed { warmed = offset + warm(client, bytes, from: offset) }
      let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
      switch client.pointee.hasParsedRequest ? .request : client.pointee.parser.parse(rest) {
      case .request:
        let arguments = client.pointee.parser.arguments(in: rest)
        client.pointee.hasParsedRequest = !execute(client, arguments, in: rest)
        if client.pointee.hasParsedRequest { return offset }
      case .empty: _ = client.pointee.session.endNamelessRequest()
      case .swallowed: break
      case .oversized(let length):
        let limit = configuration.maxValueSizeBytes
        client.pointee.session.failTransaction()
        let isWanted = client.pointee.session.endNamelessRequest()
        replyError(client, CommandError.valueTooLong(length, limit: limit), isWanted)
      case .incomplete: return offset
      case .failure(let failure):
        if !client.pointee.session.replyMode.isSilent { client.pointee.reply.error(failure) }
        instruments.noteError("ERR")
        client.pointee.isClosing = true
      }
      offset += client.pointee.isClosing ? bytes.count - offset : client.pointee.parser.consumed
      if client.pointee.isClosing { break }
      requestCount &+= 1
      // Commands read the clock; what is refused before it runs does not.
      if requestCount & Engine.requestsPerReading == 0 && !meter.pointee.isOpen {
        meter.pointee.begin()
      }
      guard client.pointee.reply.count < client.pointee.allowance.burstBytes,
        meter.pointee.lastReading &- began < slicing.slice
      else {
        // Who has not taken the replies to so many requests goes on when it has: see `flush`.
        let isFull = client.pointee.reply.count >= client.pointee.allowance.burstBytes
        let rest = bytes.count - offset
        if rest > (isFull ? client.pointee.allowance.readAheadBytes : 0) { enqueueRun(client) }
        break
      }
    }
    return offset
  }

  private static let requestsPerReading = 63

  /// Changes after which a turn writes what it has so far into the journal.
  private static let frameBytes = 1 << 20

  /// An error for a request that no command has seen, or that the server gives up.
  private func replyError(
    _ client: UnsafeMutablePointer<Client>, _ text: String, _ isWanted: Bool
  ) {
    if isWanted { client.pointee.reply.error(text) }
    instruments.noteError(text)
  }

  /// How many pipelined requests a look ahead takes in.
  static let previewedRequests = 16

  /// Lets the keyspace bring the keys of the next pipelined requests near. Returns how many bytes
  /// that covers; everything left when it is a single request, which has nobody to overlap with.
  private func warm(
    _ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer, from offset: Int
  ) -> Int {
    let rest = UnsafeRawBufferPointer(rebasing: bytes[offset...])
    let byteCount = beginWarming(client, rest)
    keyspace.pointee.finishWarming(&warming)
    return byteCount
  }

  /// Begins to bring the keys of the requests at the front of `bytes` near. Returns how many bytes
  /// that covers; all when it is of no use to look again.
  func beginWarming(
    _ client: UnsafeMutablePointer<Client>, _ bytes: UnsafeRawBufferPointer
  ) -> Int {
    let first = UnsafeMutableBufferPointer(rebasing: previewedKeys[..<Engine.previewedRequests])
    let (count, byteCount) = KeyPreview.find(in: bytes, first)
    let keys = UnsafeBufferPointer(rebasing: previewedKeys[..<count])
    keyspace.pointee.beginWarming(&warming, keys, number: client.pointee.session.database)
    return count > 1 ? byteCount : bytes.count
  }

  /// Runs the request at the front of `bytes`. False when it must be run again later.
  private func execute(
    _ client: UnsafeMutablePointer<Client>, _ arguments: Arguments, in bytes: UnsafeRawBufferPointer
  ) -> Bool {
    client.pointee.reply.beginRequest()
    if let failure = client.pointee.waited.failure,
      client.pointee.session.progress?.hasReplied != true
    {
      // An EXEC that fails takes its transaction with it; any other request leaves the watches alone.
      if dispatcher.endsTransaction(arguments) {
        client.pointee.session.endTransaction()
        forgetWatches(client.pointee.session.id)
      }
      replyError(client, failure, client.pointee.session.endRequest())
      endWaiting(client)
      return true
    }
    if nowMs < pausedUntilMs, holdsBack(client, arguments) { return false }
    executing = client.pointee.reference
    let mark = client.pointee.reply.mark
    var context = CommandContext(
      keyspace: keyspace, reply: pointer(to: &client.pointee.reply),
      session: pointer(to: &client.pointee.session), services: self, instruments: instruments,
      waited: pointer(to: &client.pointee.waited), nowMs: nowMs)
    let recordedBytes = keyspace.pointee.changes.count
    let outcome = dispatcher.run(arguments, &context)
    executing = nil
    // The reply to a change leaves once the frame of this turn is safe.
    let hasChanged = keyspace.pointee.changes.count > recordedBytes
    if hasChanged {
      client.pointee.gateLsn = Engine.thisTurn
      if keyspace.pointee.changes.count > Engine.frameBytes { storage.journal.record() }
    }
    switch outcome {
    case .done, .close: break
    case .more:
      client.pointee.waited.failure = nil
      stream(client, from: mark)
      if client.pointee.reply.count == 0 { enqueueRun(client) }
      return false
    case .wait(let demand):
      client.pointee.waited.failure = nil
      if client.pointee.session.progress != nil { stream(client, from: mark) }
      park(client, demand, bytes)
      return false
    }
    statistics.commands &+= 1
    client.pointee.commandCount &+= 1
    if client.pointee.reply.hasOverflowed { refuseOverflow(client, mark, hasChanged: hasChanged) }
    if client.pointee.isWaiting { endWaiting(client) }
    if !client.pointee.session.endRequest() { client.pointee.reply.truncate(to: mark) }
    appendOwnPushes(client)
    if case .close = outcome { client.pointee.isClosing = true }
    return true
  }

  /// A part of the reply is in the buffer, behind `mark`: messages to the client wait for its end.
  private func stream(_ client: UnsafeMutablePointer<Client>, from mark: Int) {
    if client.pointee.session.replyMode.isSilent { client.pointee.reply.truncate(to: mark) }
    client.pointee.isStreaming = true
    holdOwnPushes(client)
    if client.pointee.reply.count > 0 { enqueueFlush(client) }
  }

  /// A request that has waited, or has been answered in parts, is over.
  @inline(never)
  private func endWaiting(_ client: UnsafeMutablePointer<Client>) {
    client.pointee.waited = WaitResults()
    client.pointee.fetchIndex = 0
    tellOfFlush(by: client.pointee.session)
    client.pointee.session.walk = nil
    client.pointee.session.clientWalk = nil
    client.pointee.session.progress = nil
    guard client.pointee.isStreaming else { return }
    client.pointee.isStreaming = false
    client.pointee.reply.appendRaw(client.pointee.heldPushes.bytes)
    client.pointee.heldPushes.clear()
    client.pointee.heldPushes.releaseExcess(keeping: 0)
  }

  /// The reply has become larger than the client's replies may be and was dropped. A command that has
  /// changed something must not look as if it had failed: then the connection ends instead.
  @inline(never)
  private func refuseOverflow(
    _ client: UnsafeMutablePointer<Client>, _ mark: Int, hasChanged: Bool
  ) {
    client.pointee.reply.truncate(to: mark)
    client.pointee.reply.releaseDropped()
    if hasChanged || mark > replyLimitBytes / 2 {
      statistics.outputLimitDisconnections &+= 1
      log(
        .warning,
        "client \(client.pointee.session.id) disconnected: its replies exceed "
          + "client-output-buffer-limit")
      client.pointee.isClosing = true
    } else {
      // The error is a reply like any other: it has not overflowed.
      client.pointee.reply.beginRequest()
      // Whether it is wanted is settled below, with the reply that it replaces.
      replyError(client, "\(CommandError.replyTooLarge)", true)
    }
  }

  /// Safe: clients stand at fixed addresses, and the engine's queue is the only one to touch them.
  @inline(__always)
  private func pointer<T: ~Copyable>(to value: inout T) -> UnsafeMutablePointer<T> {
    withUnsafeMutablePointer(to: &value) { $0 }
  }

}
