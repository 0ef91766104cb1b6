/// What `COMMAND INFO` says about each command, taken apart so that the order of sets does not count.
enum CommandDescriptions {
  /// Facts that differ on purpose.
  static let differing: Set<String> = [
    // What a script may do is known, because the scripts are.
    "eval flags", "eval_ro flags", "evalsha flags", "evalsha_ro flags",
    // Redis 7.2 took them away: the shards of a cluster cannot agree on it.
    "msetnx tips",
    // Without a cluster the name of a shard channel is no key.
    "spublish first key", "spublish keys", "spublish last key", "spublish step",
    "ssubscribe first key", "ssubscribe keys", "ssubscribe last key", "ssubscribe step",
    "sunsubscribe first key", "sunsubscribe keys", "sunsubscribe last key", "sunsubscribe step",
  ]

  /// Texts by what they describe: `set arity`, `config|get flags`.
  static func facts(_ reply: WireReply) -> [String: String] {
    var facts: [String: String] = [:]
    for command in reply.elements ?? [] { add(command, to: &facts) }
    return facts
  }

  private static let fields = [
    "name", "arity", "flags", "first key", "last key", "step", "categories", "tips", "keys",
  ]

  private static func add(_ command: WireReply, to facts: inout [String: String]) {
    guard let values = command.elements, values.count == 10, let name = values[0].text else {
      return
    }
    for (field, value) in zip(fields, values) { facts["\(name) \(field)"] = text(value) }
    for subcommand in values[9].elements ?? [] { add(subcommand, to: &facts) }
  }

  private static func text(_ reply: WireReply) -> String {
    guard let elements = reply.elements else { return reply.description }
    // Notes are sentences of Redis' documentation.
    if elements.count >= 2, elements[0].text == "notes" { return text(elements.dropFirst(2)) }
    return text(elements[...])
  }

  private static func text(_ elements: ArraySlice<WireReply>) -> String {
    "[" + elements.map(text).sorted().joined(separator: " ") + "]"
  }
}
