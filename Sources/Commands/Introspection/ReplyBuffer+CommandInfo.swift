import RESP

/// One command as `COMMAND INFO` describes it.
/// https://redis.io/docs/latest/commands/command/
extension ReplyBuffer {
  mutating func commandInfo(_ command: Command) {
    array(10)
    bulk(command.fullName)
    integer(Int64(command.arity))
    words(command.flags.names)
    integer(Int64(command.keys.first))
    integer(Int64(command.keys.last))
    integer(Int64(command.keys.step))
    words(command.categories.map { "@" + $0 })
    set(command.tips.count)
    for tip in command.tips { bulk(tip) }
    set(command.keyRules.count)
    for rule in command.keyRules { keyRule(rule, rule.positions ?? command.keys) }
    let subcommands = command.subcommands?.commands
    set(subcommands?.count ?? 0)
    for subcommand in subcommands ?? .init(start: nil, count: 0) { commandInfo(subcommand) }
  }

  /// A key specification: where the search for keys begins, and how it goes on from there.
  /// https://redis.io/docs/latest/develop/reference/key-specs/
  private mutating func keyRule(_ rule: KeyRule, _ positions: KeyPositions) {
    map(3)
    bulk("flags")
    words(rule.access)
    bulk("begin_search")
    guard positions.countIndex == 0 else {
      specification("index", [("index", positions.countIndex)])
      bulk("find_keys")
      return specification("keynum", [("keynumidx", 0), ("firstkey", 1), ("keystep", 1)])
    }
    specification("index", [("index", positions.first)])
    bulk("find_keys")
    // The last key counts from the first, unless it counts from the end.
    let last = positions.last < 0 ? positions.last : positions.last - positions.first
    specification("range", [("lastkey", last), ("keystep", positions.step), ("limit", 0)])
  }

  private mutating func specification(_ type: String, _ fields: [(String, Int)]) {
    map(2)
    bulk("type")
    bulk(type)
    bulk("spec")
    map(fields.count)
    for (name, value) in fields {
      bulk(name)
      integer(Int64(value))
    }
  }
}
