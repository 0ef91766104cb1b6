import AccessControl
import Bytes
import RESP

/// `ACL DRYRUN username command [arg [arg ...]]` and `ACL GENPASS [bits]`
///
/// https://redis.io/docs/latest/commands/acl-dryrun/
/// https://redis.io/docs/latest/commands/acl-genpass/
enum AclCheckCommands {
  static let pages = [
    AclCommand.administration(
      "dryrun", arity: -4, since: "7.0.0", "Tells whether a user may run a command.",
      complexity: "O(N) where N is the number of the user's rules",
      syntax: "username command [arg [arg ...]]", dryRun),
    AclCommand.subcommand(
      "genpass", arity: -2, "Makes a random password in hexadecimal digits.", complexity: "O(1)",
      syntax: "[bits]", makePassword),
  ]

  private static func dryRun(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard let user = context.services.users.user(named: arguments[2]) else {
      throw CommandFailure("ERR User '\(CommandError.quoted(arguments[2]))' not found")
    }
    let request = arguments.dropFirst(3)
    guard let command = context.table.lookUp(request) else {
      throw CommandFailure("ERR Command '\(CommandError.quoted(arguments[3]))' not found")
    }
    guard command.pointee.accepts(argumentCount: request.count) else {
      throw CommandFailure(CommandError.arity(command.pointee.fullName))
    }
    let checked = CommandRequest(command: command, arguments: request)
    if let denial = user.denial(of: checked) {
      context.reply.bulk(explanation(denial, command, request[denial.index], user))
    } else {
      context.reply.ok()
    }
    return .done
  }

  /// Here keys and channels are named.
  private static func explanation(
    _ denial: Denial, _ command: UnsafePointer<Command>, _ argument: UnsafeRawBufferPointer,
    _ user: User
  ) -> [UInt8] {
    let refusal = "User \(user.displayName) has no permissions to "
    return switch denial.reason {
    case .command: Array("\(refusal)run the '\(command.pointee.fullName)' command".utf8)
    case .key: Array("\(refusal)access the '".utf8) + argument + Array("' key".utf8)
    case .channel: Array("\(refusal)access the '".utf8) + argument + Array("' channel".utf8)
    }
  }

  private static let maxBits: Int64 = 4096

  private static func makePassword(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    guard arguments.count <= 3 else { throw CommandError.wrongCount(arguments[1], of: "ACL") }
    let bits = arguments.count == 3 ? try DecimalInteger.require(arguments[2]) : 256
    guard (1...maxBits).contains(bits) else {
      throw CommandFailure(
        "ERR ACL GENPASS argument must be the number of bits for the output password, a positive "
          + "number up to \(maxBits)")
    }
    // The system's generator reads getrandom(2), which is fit for secrets.
    var generator = SystemRandomNumberGenerator()
    var word: UInt64 = 0
    let digits = (0..<(bits + 3) / 4).map { position in
      // One call of the system for sixteen digits.
      word = position % 16 == 0 ? generator.next() : word >> 4
      return ASCII.hexDigit(UInt8(word & 15))
    }
    context.reply.bulk(String(decoding: digits, as: UTF8.self))
    return .done
  }
}
