import AccessControl
import RESP

/// `ACL LOAD` and `ACL SAVE`
///
/// A file with any fault changes nothing, and the answer names all of them. Clients whose user is
/// still there stay connected, as since Redis 7.4.
/// https://redis.io/docs/latest/commands/acl-load/
/// https://redis.io/docs/latest/commands/acl-save/
enum AclFileCommands {
  static let pages = [
    AclCommand.administration(
      "load", arity: 2, "Reads the users from the ACL file.",
      complexity: "O(N) where N is the number of users", load),
    AclCommand.administration(
      "save", arity: 2, "Writes the users into the ACL file.",
      complexity: "O(N) where N is the number of users", save),
  ]

  private static func load(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard let path = context.services.userFilePath else { throw noFile }
    do throws(UserFileError) {
      let text = try context.services.readUserFile()
      let changes = try context.services.users.load(text, named: path)
      context.reply.ok()
      return context.settle(changes)
    } catch {
      throw CommandFailure(
        "ERR \(error.text)WARNING: ACL errors detected, no change to the previously active ACL "
          + "rules was performed")
    }
  }

  private static func save(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard context.services.userFilePath != nil else { throw noFile }
    do throws(UserFileError) {
      try context.services.replaceUserFile(context.services.users.fileText)
      context.reply.ok()
      return .done
    } catch {
      throw CommandFailure(
        "ERR There was an error trying to save the ACLs. Please check the server logs for more "
          + "information")
    }
  }

  private static let noFile = CommandFailure(
    "ERR This Redis instance is not configured to use an ACL file. You may want to specify users "
      + "via the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis "
      + "configuration file set) in order to store users in the Redis configuration.")
}
