import Keyspace
import RESP

/// Goes through the keys of a request, as many as one turn bears: MGET, EXISTS, TOUCH, DEL, UNLINK.
///
/// A request with few keys runs in one turn, when all that it needs is in memory, so that nobody sees a
/// half of it. One with many gives way to other clients in between: its work in a turn is bounded by
/// keys, by bytes of keys, by bytes of its reply and by the room in the crash journal.
/// Between MULTI and EXEC everything was settled before, and nobody else can go first.
struct GradualKeys {
  /// Requests up to this many keys run in one turn.
  static let fewKeys = 64
  private static let keysPerTurn = 1_000
  private static let keyBytesPerTurn = 256 * 1024
  /// Replies that may wait to be sent before the request goes on.
  private static let replyBytesPerTurn = 256 * 1024
  /// Rows to bring in at a time: values may be large, keys are not.
  private static let valuesPerFetch = 32
  private static let keysPerFetch = 1_000

  /// What a command does with each key beside looking at it.
  enum Use {
    case none
    /// Reads the value.
    case reads
    /// Re-arms the window, which needs the value only when the row has to be written anew.
    case slides
    case removes
  }

  private let use: Use
  private var needsValues: Bool { use == .reads }
  private let context: CommandContext
  private let arguments: Arguments
  private var keyCount = 0
  private var keyBytes = 0
  private var progress: RequestProgress

  init(_ arguments: Arguments, _ use: Use, _ context: CommandContext) {
    self.arguments = arguments
    self.use = use
    self.context = context
    progress = context.session.takeProgress() ?? RequestProgress(index: 1)
  }

  /// Calls `body` with one key after the other; it answers whether the key counts.
  ///
  /// - Parameters:
  ///   - begin: Writes the beginning of the reply, before the first key.
  ///   - end: Writes the reply, or the rest of it, for the number of keys that counted.
  mutating func run(
    begin: () -> Void = {}, end: (Int64) -> Void = { _ in }, _ body: (Key) -> Bool
  ) -> Outcome {
    if let failure = context.failure {
      context.reply.error(failure)
      // One of several values: the others may still be read.
      guard use == .reads, progress.hasReplied else { return .done }
      progress.index += 1
    }
    if let demand = demandOfFew() { return .wait(demand) }
    if !progress.hasReplied {
      begin()
      progress.hasReplied = true
    }
    while progress.index < arguments.count {
      guard isWithinTurn else { return suspend(.more) }
      let key = context.key(arguments[progress.index])
      if let demand = demand(for: key) { return suspend(.wait(demand)) }
      if body(key) { progress.count += 1 }
      progress.index += 1
      keyCount += 1
      keyBytes += key.bytes.count
    }
    end(progress.count)
    return .done
  }

  private func suspend(_ outcome: Outcome) -> Outcome {
    context.session.progress = progress
    return outcome
  }

  private var isWithinTurn: Bool {
    if context.isPrepared || keyCount == 0 || arguments.count <= GradualKeys.fewKeys { return true }
    return keyCount < GradualKeys.keysPerTurn && keyBytes < GradualKeys.keyBytesPerTurn
      && context.reply.count < GradualKeys.replyBytesPerTurn
  }

  /// Before the first of a few keys all of them must be there, unless they do not fit into memory
  /// together: then the request goes through them one by one after all.
  private func demandOfFew() -> Demand? {
    guard progress.index == 1, !progress.hasReplied, !context.isPrepared,
      arguments.count <= GradualKeys.fewKeys,
      context.attempt <= 2
    else { return nil }
    return cold(from: 1, limit: arguments.count, isGradual: false).demand
  }

  private func demand(for key: Key) -> Demand? {
    guard !context.isPrepared else { return nil }
    let recordBytes = key.bytes.count + Keyspace.recordOverheadBytes
    if use == .removes, !context.keyspace.hasJournalRoom(forRemoving: recordBytes) { return .room }
    guard context.keyspace.mayHaveColdKeys else { return nil }
    if use == .slides, let demand = valuesToSlide(key) { return demand }
    switch context.keyspace.residency(of: key, needsValue: needsValues) {
    case .hot, .absent: return nil
    case .cold, .unknown:
      let limit = needsValues ? GradualKeys.valuesPerFetch : GradualKeys.keysPerFetch
      return cold(from: progress.index, limit: limit, isGradual: true).demand
    }
  }

  /// The values of this key and of those behind it whose rows have to be written anew.
  private func valuesToSlide(_ key: Key) -> Demand? {
    guard context.keyspace.rowToSlide(key, nowMs: context.nowMs) != nil else { return nil }
    var cold = ColdKeys(needsValues: true, isGradual: true)
    let end = min(arguments.count, progress.index + GradualKeys.valuesPerFetch)
    for index in progress.index..<end {
      let key = context.key(arguments[index])
      if let row = context.keyspace.rowToSlide(key, nowMs: context.nowMs) {
        cold.noteValue(ofRow: row)
      }
    }
    return cold.demand
  }

  /// The keys from `start` on that are not in memory, up to `limit` of them.
  private func cold(from start: Int, limit: Int, isGradual: Bool) -> ColdKeys {
    var cold = ColdKeys(needsValues: needsValues, isGradual: isGradual)
    guard context.keyspace.mayHaveColdKeys else { return cold }
    for index in start..<min(arguments.count, start + limit) {
      cold.note(context.key(arguments[index]), context)
    }
    return cold
  }
}
