import RESP

/// `CLUSTER …`
///
/// The subcommands by which clients find out whether they talk to a cluster; the answer is the error
/// of a standalone Redis.
/// https://redis.io/docs/latest/commands/cluster-info/
enum ClusterCommand {
  static let page = Command(
    container: "cluster",
    documentation: CommandDocumentation(
      "Commands about Redis Cluster, which this server is no part of.", since: "3.0.0",
      group: "cluster", complexity: "Depends on subcommand."),
    subcommands: [
      subcommand("info", arity: 2, tips: ["nondeterministic_output"]),
      subcommand("nodes", arity: 2, tips: ["nondeterministic_output"]),
      subcommand("slots", arity: 2, tips: ["nondeterministic_output"]),
      subcommand("shards", arity: 2, tips: ["nondeterministic_output"], since: "7.0.0"),
      subcommand("links", arity: 2, tips: ["nondeterministic_output"], since: "7.0.0"),
      subcommand("myid", arity: 2, tips: []),
      subcommand("keyslot", arity: 3, tips: [], syntax: "key"),
      subcommand("countkeysinslot", arity: 3, tips: [], syntax: "slot"),
      subcommand(
        "getkeysinslot", arity: 4, tips: ["nondeterministic_output"], syntax: "slot count"),
    ])

  private static func subcommand(
    _ name: String, arity: Int, tips: [String], since: String = "3.0.0", syntax: String = ""
  ) -> Command {
    Command(
      name, arity: arity, flags: [.stale], tips: tips,
      documentation: CommandDocumentation(
        "Answers that there is no cluster.", since: since, group: "cluster", complexity: "O(1)",
        syntax: syntax)
    ) { (_, _) throws(CommandFailure) in
      throw CommandFailure("ERR This instance has cluster support disabled")
    }
  }
}
