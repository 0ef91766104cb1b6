public import RESP

/// One command as the table knows it: what Redis publishes about it, and the function that runs it.
///
/// Source of names, arities, flags, key positions and categories:
/// https://redis.io/docs/latest/commands/command/
public struct Command: Sendable {
  public typealias Run = @Sendable (inout CommandContext, Arguments) -> Outcome

  /// Lower case, as in `COMMAND`; a subcommand has its own name only (`get` of `config|get`).
  public let name: String
  /// Arguments with the name; negative for a minimum.
  public let arity: Int
  public let flags: CommandFlags
  public let keys: KeyPositions
  /// ACL categories without `@`, beyond those that the flags imply.
  public let categories: [String]
  public let documentation: CommandDocumentation
  public let subcommands: [Command]
  public let run: Run

  public init(
    _ name: String, arity: Int, flags: CommandFlags, keys: KeyPositions = .none,
    categories: [String] = [], documentation: CommandDocumentation, subcommands: [Command] = [],
    run: @escaping Run
  ) {
    self.name = name
    self.arity = arity
    self.flags = flags
    self.keys = keys
    self.categories = categories
    self.documentation = documentation
    self.subcommands = subcommands
    self.run = run
  }

  /// Whether a request with `count` arguments has the right number of them.
  public func accepts(argumentCount count: Int) -> Bool {
    arity >= 0 ? count == arity : count >= -arity
  }
}

/// What kind of command it is; the names are those of `COMMAND INFO`.
public struct CommandFlags: OptionSet, Sendable {
  public let rawValue: UInt32
  public init(rawValue: UInt32) { self.rawValue = rawValue }

  /// May change the keyspace.
  public static let write = CommandFlags(rawValue: 1 << 0)
  public static let readonly = CommandFlags(rawValue: 1 << 1)
  /// May make the keyspace larger, so it waits or fails when there is no room.
  public static let denyoom = CommandFlags(rawValue: 1 << 2)
  public static let admin = CommandFlags(rawValue: 1 << 3)
  public static let pubsub = CommandFlags(rawValue: 1 << 4)
  public static let noscript = CommandFlags(rawValue: 1 << 5)
  public static let loading = CommandFlags(rawValue: 1 << 6)
  public static let stale = CommandFlags(rawValue: 1 << 7)
  public static let fast = CommandFlags(rawValue: 1 << 8)
  /// Allowed before AUTH.
  public static let noAuth = CommandFlags(rawValue: 1 << 9)
  /// Runs at once even inside MULTI.
  public static let noMulti = CommandFlags(rawValue: 1 << 10)
  /// Needs every key of the store in the index, so it waits for a start to finish.
  public static let wholeKeyspace = CommandFlags(rawValue: 1 << 11)
}

/// Which arguments are keys: the first, the last (negative counts from the end) and the distance.
public struct KeyPositions: Sendable, Equatable {
  public let first: Int
  public let last: Int
  public let step: Int

  public init(first: Int, last: Int, step: Int) {
    self.first = first
    self.last = last
    self.step = step
  }

  public static let none = KeyPositions(first: 0, last: 0, step: 0)
  public static let one = KeyPositions(first: 1, last: 1, step: 1)
  public static let all = KeyPositions(first: 1, last: -1, step: 1)
  public static let pairs = KeyPositions(first: 1, last: -1, step: 2)

  /// Indexes of the keys among `count` arguments.
  public func indexes(argumentCount count: Int) -> StrideThrough<Int> {
    guard first > 0 else { return stride(from: 1, through: 0, by: 1) }
    return stride(from: first, through: last < 0 ? count + last : last, by: step)
  }
}

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
