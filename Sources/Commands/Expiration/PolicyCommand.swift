import Keyspace
import RESP

/// `POLICY EXPLAIN key`, `POLICY LIST` and `POLICY HELP`
///
/// Redis has no such command: it answers for the `policy` lines of the configuration. None of them
/// is a read of a value.
enum PolicyCommand {
  static let page = Command(
    container: "policy",
    documentation: CommandDocumentation(
      "Commands about lifetimes by kind of key.", since: "0.1.0", group: "generic",
      complexity: "Depends on subcommand."),
    subcommands: [
      Command(
        "explain", arity: 3, flags: [.readonly, .keysOnly], keys: .second, keyRules: ["RO"],
        categories: ["keyspace"], tips: ["nondeterministic_output"],
        documentation: CommandDocumentation(
          "Answers which policy a key falls under and why its deadline is what it is.",
          since: "0.1.0", group: "generic",
          complexity: "O(N) where N is the number of policies", syntax: "key"),
        run: explain),
      Command(
        "list", arity: 2, flags: [.loading, .stale], categories: ["keyspace"],
        documentation: CommandDocumentation(
          "Answers all policies in the order in which they are tried.", since: "0.1.0",
          group: "generic", complexity: "O(N) where N is the number of policies"),
        run: list),
      Command(
        "help", arity: 2, flags: [.loading, .stale], categories: ["keyspace"],
        documentation: CommandDocumentation(
          "Lists the subcommands.", since: "0.1.0", group: "generic", complexity: "O(1)"),
        run: help),
    ])

  private static func explain(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let key = context.key(arguments[2])
    let position = context.keyspace.policies.position(of: key.bytes)
    let rule = context.keyspace.rule(for: key.bytes)
    let lifetime = LifetimeExplanation(
      of: context.find(key)?.lifetime, rule: rule, nowMs: context.nowMs)
    context.reply.map(12)
    context.reply.bulk("key")
    context.reply.bulk(key.bytes)
    write(rule, at: position, context)
    field("kind", lifetime.kind, context)
    field("ttl-ms", lifetime.ttlMs, context)
    field("deadline-ms", lifetime.deadlineMs, context)
    field("window-ms", lifetime.windowMs, context)
    field("cap-ms", lifetime.capMs, context)
    field("reason", lifetime.reason, context)
    return .done
  }

  private static func list(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    let policies = context.keyspace.policies.policies
    context.reply.array(policies.count + 1)
    for position in policies.indices {
      context.reply.map(5)
      write(policies[position].rule, at: position, context)
    }
    context.reply.map(5)
    write(context.keyspace.rule, at: nil, context)
    return .done
  }

  /// Five fields. Policies are counted from 1; 0 is the general rule.
  private static func write(
    _ rule: LifetimeRule, at position: Int?, _ context: CommandContext
  ) {
    context.reply.bulk("pattern")
    if let position {
      let pattern = context.keyspace.policies.policies[position].pattern
      pattern.withUnsafeBytes { context.reply.bulk($0) }
    } else {
      context.reply.bulk("(default)")
    }
    field("line", position.map { Int64($0 + 1) } ?? 0, context)
    field("default-ttl-ms", rule.defaultTtlMs, context)
    field("max-ttl-ms", rule.maxTtlMs, context)
    field("sliding", rule.slidesOnAccess ? "access" : "write", context)
  }

  private static func field(_ name: StaticString, _ value: String, _ context: CommandContext) {
    context.reply.bulk(name)
    context.reply.bulk(value)
  }

  private static func field(_ name: StaticString, _ value: Int64, _ context: CommandContext) {
    context.reply.bulk(name)
    context.reply.integer(value)
  }

  private static func help(_ context: inout CommandContext, _ arguments: Arguments) -> Outcome {
    HelpReply.write(
      "POLICY",
      [
        ("EXPLAIN <key>", "Answer the policy of a key and why its deadline is what it is."),
        ("LIST", "Answer all policies in the order in which they are tried."),
      ], context)
    return .done
  }
}
