import Bytes
import Keyspace
import RESP

/// `LCS key1 key2 [LEN] [IDX] [MINMATCHLEN len] [WITHMATCHLEN]`
///
/// What two values have in common: the bytes, their number, or where they stand. A read of both.
/// https://redis.io/docs/latest/commands/lcs/
enum LcsCommand {
  static let page = Command(
    "lcs", arity: -3, flags: [.readonly, .heavy], keys: .two, keyRules: ["RO access"],
    categories: ["string"],
    documentation: CommandDocumentation(
      "Finds the longest common subsequence of two values.", since: "7.0.0", group: "string",
      complexity: "O(N*M) where N and M are the lengths of the values",
      syntax: "key1 key2 [LEN] [IDX] [MINMATCHLEN len] [WITHMATCHLEN]"),
    run: run)

  static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let options = try LcsOptions(arguments, from: 3)
    let keys = (context.key(arguments[1]), context.key(arguments[2]))
    let lengths = (context.read(keys.0)?.value.count ?? 0, context.read(keys.1)?.value.count ?? 0)
    guard LongestCommonSubsequence.fits(lengths.0, lengths.1) else {
      throw CommandFailure(
        "ERR String too long for LCS: the product of the lengths may be "
          + "\(LongestCommonSubsequence.largestTable) at most")
    }
    let common = LongestCommonSubsequence(value(keys.0, context), value(keys.1, context))
    switch options.form {
    case .bytes: common.bytes.withUnsafeBytes { context.reply.bulk($0) }
    case .length: context.reply.integer(Int64(common.count))
    case .indexes: write(common, options, context)
    }
    return .done
  }

  private static func value(_ key: Key, _ context: CommandContext) -> [UInt8] {
    context.find(key).map { [UInt8]($0.value) } ?? []
  }

  private static func write(
    _ common: LongestCommonSubsequence, _ options: LcsOptions, _ context: CommandContext
  ) {
    let matches = common.matches.filter { $0.first.count >= options.leastMatch }
    context.reply.map(2)
    context.reply.bulk("matches")
    context.reply.array(matches.count)
    for match in matches {
      context.reply.array(options.tellsLengths ? 3 : 2)
      for range in [match.first, match.second] {
        context.reply.array(2)
        context.reply.integer(Int64(range.lowerBound))
        context.reply.integer(Int64(range.upperBound))
      }
      if options.tellsLengths { context.reply.integer(Int64(match.first.count)) }
    }
    context.reply.bulk("len")
    context.reply.integer(Int64(common.count))
  }
}

private struct LcsOptions {
  enum Form { case bytes, length, indexes }

  private(set) var form = Form.bytes
  private(set) var leastMatch: Int64 = 0
  private(set) var tellsLengths = false

  init(_ arguments: Arguments, from start: Int) throws(CommandFailure) {
    var (wantsLength, wantsIndexes) = (false, false)
    var index = start
    while index < arguments.count {
      if arguments[index].equalsIgnoringCase("idx") {
        wantsIndexes = true
      } else if arguments[index].equalsIgnoringCase("len") {
        wantsLength = true
      } else if arguments[index].equalsIgnoringCase("withmatchlen") {
        tellsLengths = true
      } else if arguments[index].equalsIgnoringCase("minmatchlen"), index + 1 < arguments.count {
        index += 1
        leastMatch = try DecimalInteger.require(arguments[index])
      } else {
        throw .syntax
      }
      index += 1
    }
    guard !wantsIndexes || !wantsLength else {
      throw CommandFailure(
        "ERR If you want both the length and indexes, please just use IDX.")
    }
    if wantsLength { form = .length }
    if wantsIndexes { form = .indexes }
  }
}
