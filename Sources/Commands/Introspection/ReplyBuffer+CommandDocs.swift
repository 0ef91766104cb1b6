import RESP

/// One command as `COMMAND DOCS` explains it: its name, then a map.
/// https://redis.io/docs/latest/commands/command-docs/
extension ReplyBuffer {
  mutating func commandDocs(_ command: Command) {
    let documentation = command.documentation
    // Safe: a test reads the syntax of every command.
    let parameters = SyntaxParser.parameters(of: documentation.syntax) ?? []
    bulk(command.fullName)
    map(4 + (parameters.isEmpty ? 0 : 1) + (command.subcommands == nil ? 0 : 1))
    field("summary", documentation.summary)
    field("since", documentation.since)
    field("group", documentation.group)
    field("complexity", documentation.complexity)
    if !parameters.isEmpty { arguments(parameters) }
    guard let subcommands = command.subcommands else { return }
    bulk("subcommands")
    map(subcommands.commands.count)
    for subcommand in subcommands.commands { commandDocs(subcommand) }
  }

  private mutating func field(_ name: StaticString, _ value: String) {
    bulk(name)
    bulk(value)
  }

  private mutating func arguments(_ parameters: [Parameter]) {
    bulk("arguments")
    array(parameters.count)
    for parameter in parameters { argument(parameter) }
  }

  private mutating func argument(_ parameter: Parameter) {
    let isKey = parameter.type == "key"
    let isGroup = !parameter.members.isEmpty
    map(
      2 + (isKey ? 1 : 0) + (parameter.token == nil ? 0 : 1) + (parameter.flags.isEmpty ? 0 : 1)
        + (isGroup ? 1 : 0))
    field("name", parameter.name)
    field("type", parameter.type)
    if isKey {
      bulk("key_spec_index")
      integer(0)
    }
    if let token = parameter.token { field("token", token) }
    if !parameter.flags.isEmpty {
      bulk("flags")
      words(parameter.flags)
    }
    if isGroup { arguments(parameter.members) }
  }
}
