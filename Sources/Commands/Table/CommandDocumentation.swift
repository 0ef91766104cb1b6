/// What `COMMAND DOCS` and redis-cli's hints say about a command.
public struct CommandDocumentation: Sendable {
  public let summary: String
  /// The version of Redis that introduced it.
  public let since: String
  /// As in `COMMAND DOCS`: string, generic, connection, server …
  public let group: String
  public let complexity: String
  /// The syntax after the name, as in `redis-cli`'s hints: `key [NX|XX] …`.
  public let syntax: String

  public init(
    _ summary: String, since: String, group: String, complexity: String, syntax: String = ""
  ) {
    self.summary = summary
    self.since = since
    self.group = group
    self.complexity = complexity
    self.syntax = syntax
  }
}
