import Commands
import Testing

@Suite struct CommandTests {
  private let getInfo =
    "*10|$3|get|:2|*2|+readonly|+fast|:1|:1|:1|*3|+@read|+@string|+@fast|*0|*1|*6|$5|flags|*2|+RO|"
    + "+access|$12|begin_search|*4|$4|type|$5|index|$4|spec|*2|$5|index|:1|$9|find_keys|*4|$4|type|"
    + "$5|range|$4|spec|*6|$7|lastkey|:0|$7|keystep|:1|$5|limit|:0|*0|"

  @Test func describesCommands() {
    let bench = CommandBench()
    #expect(bench("COMMAND INFO get nope") == "*2|" + getInfo + "$-1|")
    let count = bench.table.commands.count
    #expect(bench("COMMAND COUNT") == ":\(count)|")
    #expect(bench("COMMAND").hasPrefix("*\(count)|*10|"))
    #expect(bench("COMMAND INFO") == bench("COMMAND"))
    #expect(bench("COMMAND INFO config|get").hasPrefix("*1|*10|$10|config|get|:-3|*4|+admin|"))
    #expect(bench("COMMAND INFO RENAME").contains("|$5|index|:2|"))
    #expect(bench("COMMAND INFO MGET").contains("|$7|lastkey|:-1|"))
    bench("HELLO 3")
    #expect(bench("COMMAND INFO nope get").hasPrefix("*2|_|*10|$3|get|:2|~2|+readonly|+fast|"))
  }

  @Test(arguments: [
    (
      "FILTERBY PATTERN conf*",
      ["config", "config|get", "config|set", "config|resetstat", "config|rewrite", "config|help"]
    ),
    ("filterby aclcat geo", []), ("FILTERBY MODULE any", []),
    (
      "FILTERBY PATTERN *publish*", ["publish", "spublish"]
    ), ("FILTERBY ACLCAT nope", []),
    ("FILTERBY PATTERN M?VE", ["move"]),
  ])
  func lists(_ filter: String, _ names: [String]) {
    let reply = names.map { "$\($0.utf8.count)|\($0)|" }.joined()
    expect([("COMMAND LIST \(filter)", "*\(names.count)|" + reply)])
  }

  @Test func refusesUnknownFilters() {
    expect([
      ("COMMAND LIST FOO", "-ERR syntax error|"),
      ("COMMAND LIST FILTERBY FOO x", "-ERR syntax error|"),
      ("COMMAND NOPE", "-ERR unknown subcommand 'NOPE'. Try COMMAND HELP.|"),
    ])
  }

  @Test func findsKeys() {
    expect([
      ("COMMAND GETKEYS SET a b", "*1|$1|a|"), ("COMMAND GETKEYS mset a 1 b 2", "*2|$1|a|$1|b|"),
      ("COMMAND GETKEYS MEMORY USAGE k", "*1|$1|k|"),
      ("COMMAND GETKEYS COPY a b DB 1", "*2|$1|a|$1|b|"),
      ("COMMAND GETKEYS EVAL s +1 a b", "*1|$1|a|"), ("COMMAND GETKEYS EVAL s 1x a b", "*1|$1|a|"),
      ("COMMAND GETKEYS PING x", "-ERR The command has no key arguments|"),
      ("COMMAND GETKEYS NOPE x", "-ERR Invalid command specified|"),
      ("COMMAND GETKEYS MEMORY NOPE x", "-ERR Invalid command specified|"),
      ("COMMAND GETKEYS SET a", "-ERR Invalid number of arguments specified for command|"),
      (
        "COMMAND GETKEYSANDFLAGS RENAME a b",
        "*2|*2|$1|a|*3|+RW|+access|+delete|*2|$1|b|*2|+OW|+update|"
      ),
    ])
  }

  @Test func everyCommandIsDocumented() {
    let bench = CommandBench()
    for command in bench.table.commands {
      #expect(!command.documentation.summary.isEmpty && !command.documentation.since.isEmpty)
      #expect(bench("COMMAND DOCS \(command.name)").hasPrefix("*2|$\(command.name.count)|"))
    }
    #expect(bench("COMMAND DOCS nope") == "*0|")
  }

  @Test func helpListsEverySubcommand() {
    let bench = CommandBench()
    for command in bench.table.commands {
      guard let subcommands = command.subcommands else { continue }
      guard subcommands.commands.contains(where: { $0.name == "help" }) else { continue }
      let help = bench("\(command.name) HELP")
      for subcommand in subcommands.commands {
        #expect(help.contains("|+\(subcommand.name.uppercased())"), "\(subcommand.fullName)")
      }
    }
  }
}
