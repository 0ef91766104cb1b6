import Bytes
import Keyspace
import RESP

/// `SWAPDB index1 index2`
///
/// Clients connected to either database see the other one's keys at once, wherever the entries are.
/// https://redis.io/docs/latest/commands/swapdb/
enum SwapDbCommand {
  static let page = Command(
    "swapdb", arity: 3, flags: [.write, .fast], databaseChange: .swap,
    categories: ["keyspace", "dangerous"],
    documentation: CommandDocumentation(
      "Lets two databases exchange their numbers.", since: "4.0.0", group: "server",
      complexity: "O(N) where N is the number of watched keys of both databases",
      syntax: "index1 index2"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let (first, second) = try numbers(arguments, context)
    if !context.isPrepared, let demand = watchedKeys(arguments, context).demand {
      return .wait(demand)
    }
    if first != second {
      let view = context
      context.services.peers.watches.noteSwap(first, second) { mayExist($0, view) }
      context.keyspace.swapDatabases(first, second)
    }
    context.reply.ok()
    return .done
  }

  /// The two numbers that a request names.
  static func numbers(
    _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) -> (first: UInt8, second: UInt8) {
    let first = try number(arguments[1], "ERR invalid first DB index")
    let second = try number(arguments[2], "ERR invalid second DB index")
    let known = 0..<Int32(context.services.databaseCount)
    guard known.contains(first), known.contains(second) else {
      throw CommandFailure("ERR DB index is out of range")
    }
    return (UInt8(first), UInt8(second))
  }

  private static func number(
    _ text: UnsafeRawBufferPointer, _ failure: String
  ) throws(CommandFailure) -> Int32 {
    guard let number = DecimalInteger.parse(text).flatMap(Int32.init(exactly:)) else {
      throw CommandFailure(failure)
    }
    return number
  }

  /// Keys that are watched by one of the two numbers, in the database that this one will stand for:
  /// whether they are there decides over the transactions of those who watch them. Many more than
  /// anybody needs would hold up the swap.
  static func watchedKeys(_ arguments: Arguments, _ context: CommandContext) -> ColdKeys {
    var cold = ColdKeys(needsValues: false)
    guard let (first, second) = try? numbers(arguments, context), first != second,
      context.keyspace.mayHaveColdKeys
    else { return cold }
    let watches = context.services.peers.watches
    for watched in watches.counterparts(first, second).prefix(mostWatchedKeys) {
      watched.bytes.withUnsafeBytes {
        cold.note(context.keyspace.key($0, number: watched.number), context)
      }
    }
    return cold
  }

  private static let mostWatchedKeys = 1000

  /// Whether a key is there as far as can be told without the disk: to abort a transaction that
  /// nothing has disturbed is allowed, to let one pass that something has is not.
  private static func mayExist(
    _ watched: WatchTable.WatchedKey, _ context: CommandContext
  ) -> Bool {
    watched.bytes.withUnsafeBytes { bytes in
      let key = context.keyspace.key(bytes, number: watched.number)
      switch context.keyspace.residency(of: key, needsValue: false) {
      case .hot: return context.find(key) != nil
      case .cold, .unknown: return true
      case .absent: return false
      }
    }
  }
}
