import AccessControl
import Bytes
import RESP

/// `ACL LOG [count | RESET]`
///
/// https://redis.io/docs/latest/commands/acl-log/
enum AclLogCommand {
  static let page = AclCommand.administration(
    "log", arity: -2, "Shows what was refused of late, or forgets it.",
    complexity: "O(N) where N is the number of entries", syntax: "[count|RESET]", run)

  private static func run(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard arguments.count <= 3 else { throw CommandError.wrongCount(arguments[1], of: "ACL") }
    if arguments.count == 3, arguments[2].equalsIgnoringCase("reset") {
      context.services.users.log.removeAll()
      context.reply.ok()
      return .done
    }
    let count = arguments.count == 3 ? try DecimalInteger.require(arguments[2]) : 10
    let entries = context.services.users.log.entries.prefix(Int(clamping: max(count, 0)))
    context.reply.array(entries.count)
    for entry in entries { show(entry, context) }
    return .done
  }

  private static func show(_ entry: DenialLog.Entry, _ context: CommandContext) {
    context.reply.map(10)
    context.reply.bulk("count")
    context.reply.integer(entry.count)
    context.reply.bulk("reason")
    context.reply.bulk(entry.reason.rawValue)
    context.reply.bulk("context")
    context.reply.bulk(entry.context.rawValue)
    context.reply.bulk("object")
    context.reply.bulk(entry.object)
    context.reply.bulk("username")
    context.reply.bulk(entry.userName)
    context.reply.bulk("age-seconds")
    context.reply.double(Double(context.nowMs - entry.updatedMs) / 1000)
    context.reply.bulk("client-info")
    context.reply.bulk(entry.clientInfo)
    context.reply.bulk("entry-id")
    context.reply.integer(entry.id)
    context.reply.bulk("timestamp-created")
    context.reply.integer(entry.createdMs)
    context.reply.bulk("timestamp-last-updated")
    context.reply.integer(entry.updatedMs)
  }
}
