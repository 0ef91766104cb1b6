import AccessControl
import Bytes
import RESP

/// `ACL SETUSER username [rule [rule ...]]` and `ACL DELUSER username [username ...]`
///
/// https://redis.io/docs/latest/commands/acl-setuser/
/// https://redis.io/docs/latest/commands/acl-deluser/
enum AclUserCommands {
  static let pages = [
    AclCommand.administration(
      "setuser", arity: -3, "Makes a user or changes one, by all of the rules or by none.",
      complexity: "O(N) where N is the number of rules", syntax: "username [rule [rule ...]]",
      setUser),
    AclCommand.administration(
      "deluser", arity: -3, "Removes users and ends their connections.",
      complexity: "O(1) for a user", syntax: "username [username ...]", deleteUsers),
  ]

  private static func setUser(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    let rules = (3..<arguments.count).map { Array(arguments[$0]) }
    do throws(RuleListError) {
      let changes = try context.services.users.change(Array(arguments[2]), rules)
      context.reply.ok()
      return context.settle(changes)
    } catch {
      throw CommandFailure("ERR \(error.text)")
    }
  }

  private static func deleteUsers(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    for index in 2..<arguments.count where arguments[index].equals("default") {
      throw CommandFailure("ERR The 'default' user cannot be removed")
    }
    let removed = (2..<arguments.count).compactMap {
      context.services.users.remove(arguments[$0])
    }
    context.reply.integer(Int64(removed.count))
    return context.settle(UserChanges(removed: removed))
  }
}
