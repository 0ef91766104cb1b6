import Commands
import Configuration
import Keyspace
import RESP

extension Engine {
  /// Replies in a client's buffer after which it is the others' turn.
  private static let burstBytes = 1 << 20

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

}
