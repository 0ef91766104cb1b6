import Bytes
import RESP

/// `ROLE`, `REPLICAOF NO ONE`, `SLAVEOF NO ONE`, `WAIT numreplicas timeout`
///
/// What clients ask of any server, answered by one that has no replicas and never is one.
/// https://redis.io/docs/latest/commands/role/
/// https://redis.io/docs/latest/commands/replicaof/
/// https://redis.io/docs/latest/commands/wait/
enum ReplicationCommands {
  static let pages = [
    Command(
      "role", arity: 1, flags: [.noscript, .loading, .stale, .fast],
      categories: ["admin", "dangerous"],
      documentation: documentation("Answers the part that the server plays.", since: "2.8.12")
    ) { context, _ in
      context.reply.array(3)
      context.reply.bulk("master")
      context.reply.integer(0)
      context.reply.array(0)
      return .done
    },
    replicaOf("replicaof", since: "5.0.0"), replicaOf("slaveof", since: "1.0.0"),
    Command(
      "wait", arity: 3, flags: [.noscript], categories: ["connection"],
      tips: ["request_policy:all_shards", "response_policy:agg_min"],
      documentation: documentation(
        "Answers how many replicas have the writes so far: none, at once.", since: "3.0.0",
        syntax: "numreplicas timeout"),
      run: wait),
  ]

  private static func documentation(
    _ summary: String, since: String, syntax: String = ""
  ) -> CommandDocumentation {
    CommandDocumentation(
      summary, since: since, group: "server", complexity: "O(1)", syntax: syntax)
  }

  private static func replicaOf(_ name: String, since: String) -> Command {
    Command(
      name, arity: 3, flags: [.admin, .noscript, .stale, .noAsyncLoading],
      documentation: documentation(
        "Accepts NO ONE: the server is a primary.", since: since, syntax: "NO ONE")
    ) { (context, arguments) throws(CommandFailure) in
      guard arguments[1].equalsIgnoringCase("no"), arguments[2].equalsIgnoringCase("one") else {
        throw CommandFailure("ERR this server does not replicate: only NO ONE is accepted")
      }
      context.reply.ok()
      return .done
    }
  }

  private static func wait(
    _ context: inout CommandContext, _ arguments: Arguments
  ) throws(CommandFailure) -> Outcome {
    _ = try DecimalInteger.require(arguments[1])
    guard let timeoutMs = DecimalInteger.parse(arguments[2]) else {
      throw CommandFailure("ERR timeout is not an integer or out of range")
    }
    guard timeoutMs >= 0 else { throw CommandFailure("ERR timeout is negative") }
    context.reply.integer(0)
    return .done
  }
}
