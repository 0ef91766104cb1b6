import AccessControl
import Bytes
import RESP

/// `ACL GETUSER username`, `ACL LIST`, `ACL USERS`, `ACL WHOAMI` and `ACL CAT [category]`
///
/// https://redis.io/docs/latest/commands/acl-getuser/
/// https://redis.io/docs/latest/commands/acl-list/
/// https://redis.io/docs/latest/commands/acl-cat/
enum AclShowCommands {
  static let pages = [
    AclCommand.administration(
      "getuser", arity: 3, "Describes a user.",
      complexity: "O(N) where N is the number of rules", syntax: "username", getUser),
    AclCommand.administration(
      "list", arity: 2, "Describes every user as in the configuration file.",
      complexity: "O(N) where N is the number of users"
    ) { context, _ in
      let users = context.services.users.sorted
      context.reply.array(users.count)
      for user in users { context.reply.bulk(user.line) }
      return .done
    },
    AclCommand.administration(
      "users", arity: 2, "Lists the names of the users.",
      complexity: "O(N) where N is the number of users"
    ) { context, _ in
      let users = context.services.users.sorted
      context.reply.array(users.count)
      for user in users { context.reply.bulk(user.name) }
      return .done
    },
    AclCommand.subcommand(
      "whoami", arity: 2, "Answers the name of the connection's user.", complexity: "O(1)"
    ) { context, _ in
      context.reply.bulk(context.session.user.name)
      return .done
    },
    AclCommand.subcommand(
      "cat", arity: -2, "Lists the categories, or the commands of one.",
      complexity: "O(N) where N is the number of commands", syntax: "[category]", categories),
  ]

  private static func getUser(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    guard let rules = context.services.users.user(named: arguments[2])?.rules else {
      context.reply.null()
      return .done
    }
    context.reply.map(6)
    context.reply.bulk("flags")
    context.reply.set(rules.flags.count)
    for flag in rules.flags { context.reply.bulk(flag) }
    context.reply.bulk("passwords")
    context.reply.bulks(rules.passwordHashes)
    show(rules.permissions, context)
    context.reply.bulk("selectors")
    context.reply.array(rules.selectorPermissions.count)
    for permissions in rules.selectorPermissions {
      context.reply.map(3)
      show(permissions, context)
    }
    return .done
  }

  private static func show(_ permissions: UserRules.Permissions, _ context: CommandContext) {
    context.reply.bulk("commands")
    context.reply.bulk(permissions.commands)
    context.reply.bulk("keys")
    context.reply.bulk(permissions.keys)
    context.reply.bulk("channels")
    context.reply.bulk(permissions.channels)
  }

  private static func categories(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard arguments.count <= 3 else { throw CommandError.wrongCount(arguments[1], of: "ACL") }
    guard arguments.count == 3 else {
      context.reply.bulks(CommandCategory.all)
      return .done
    }
    let category = String(decoding: arguments[2].map(ASCII.lowercased), as: UTF8.self)
    guard CommandCategory.all.contains(category) else {
      let name = CommandError.quoted(arguments[2], limit: 128)
      throw CommandFailure("ERR Unknown category '\(name)'")
    }
    let commands = context.table.withSubcommands.filter { $0.categories.contains(category) }
    context.reply.bulks(commands.map(\.fullName))
    return .done
  }
}
