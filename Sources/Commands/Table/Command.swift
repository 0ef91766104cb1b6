import AccessControl
public import Keyspace
public import RESP

/// One command as the table knows it: what Redis publishes about it, and the function that runs it.
///
/// Source of names, arities, flags, key positions and categories:
/// https://redis.io/docs/latest/commands/command/
public struct Command: Sendable {
  public typealias Run =
    @Sendable (inout CommandContext, Arguments) throws(CommandFailure) -> Outcome

  /// The key of a request that lies in another database than the client's.
  public typealias ForeignKey = @Sendable (Arguments, CommandContext) -> Key?

  /// What a request walks through; nil when it will be refused.
  public typealias Walk = @Sendable (Arguments, CommandContext) -> KeyStretch?

  /// What a request does with its keys, when its options tell more than the table does.
  public typealias KeyUse = @Sendable (Arguments) -> [KeyRule]

  /// Lower case, as in `COMMAND`; a subcommand has its own name only (`get` of `config|get`).
  public let name: String
  /// With the container of a subcommand: `config|get`.
  public private(set) var fullName: String
  /// Tells it from every other command and subcommand of its table; 0 up to the table's
  /// `numberCount`.
  public private(set) var number = 0
  /// Whether it takes the same short time whatever it is given, so that one reading of the clock
  /// may serve several calls.
  let isBrief: Bool
  /// Arguments with the name (and the container's name); negative for a minimum.
  public let arity: Int
  public let flags: CommandFlags
  public let keys: KeyPositions
  public let keyRules: [KeyRule]
  /// For a command that may do less with its keys than `keyRules` say; nil for all others.
  public let keyUse: KeyUse?
  public let valueChange: ValueChange
  /// What its changes are called; nil for a command that writes no keys of its own.
  public let events: ChangeEvents?
  public let channels: ChannelUse
  /// Which keys those behind it in a transaction mean; nil for a command that leaves that as it is.
  let databaseChange: DatabaseChange?
  /// Every ACL category without `@`, in Redis' order.
  public let categories: [String]
  /// Hints for clients and proxies, as in `COMMAND INFO`.
  public let tips: [String]
  public let documentation: CommandDocumentation
  /// The commands that this one contains, found by the second argument; nil for an ordinary one.
  public private(set) var subcommands: CommandTable?
  /// Whether it has subcommands; asked of every request, at no cost in reference counts.
  let isContainer: Bool
  /// For a command that reaches into another database; nil for all others.
  public let foreignKey: ForeignKey?
  /// For a command that walks over keys; nil for all others.
  public let walk: Walk?
  public let run: Run

  /// - Parameter categories: ACL categories beyond those that the flags imply.
  init(
    _ name: String, arity: Int, flags: CommandFlags, keys: KeyPositions = .none,
    keyRules: [KeyRule] = [], keyUse: KeyUse? = nil, valueChange: ValueChange = .none,
    events: ChangeEvents? = nil,
    channels: ChannelUse = .none, databaseChange: DatabaseChange? = nil,
    categories: [String] = [], tips: [String] = [],
    documentation: CommandDocumentation, subcommands: [Command] = [],
    foreignKey: ForeignKey? = nil, walk: Walk? = nil, run: @escaping Run
  ) {
    self.name = name
    fullName = name
    self.arity = arity
    self.flags = flags.union(.every)
    self.keys = keys
    self.keyRules = keyRules
    self.keyUse = keyUse
    self.valueChange = valueChange
    self.events = events
    self.channels = channels
    self.databaseChange = databaseChange
    self.categories = CommandCategory.sorted(categories, impliedBy: flags)
    self.tips = tips
    self.documentation = documentation
    let contained = subcommands.map { $0.contained(in: name) }
    self.subcommands = contained.isEmpty ? nil : CommandTable(contained)
    isContainer = !contained.isEmpty
    self.foreignKey = foreignKey
    self.walk = walk
    isBrief = documentation.complexity == "O(1)" && (flags.contains(.fast) || !keys.isEmpty)
    self.run = run
  }

  /// A command that only contains others.
  public init(
    container name: String, documentation: CommandDocumentation, subcommands: [Command]
  ) {
    self.init(
      name, arity: -2, flags: [], documentation: documentation, subcommands: subcommands
    ) { _, _ in
      preconditionFailure("a container has subcommands and is never run itself")
    }
  }

  /// Whether a request with `count` arguments has the right number of them.
  public func accepts(argumentCount count: Int) -> Bool {
    arity >= 0 ? count == arity : count >= -arity
  }

  /// The same with the next number, and the numbers behind it for its subcommands.
  func numbered(from next: inout Int) -> Command {
    var copy = self
    copy.number = next
    next += 1
    copy.subcommands = subcommands.map { CommandTable([Command]($0.commands), numberedFrom: &next) }
    return copy
  }

  /// Whether the request needs the values of its keys, or the keys and their lifetimes alone.
  func needsValues(_ arguments: Arguments) -> Bool {
    guard flags.contains(.keysOnly) else { return true }
    return keyUse?(arguments).contains { $0.keyAccess.contains(.read) } ?? false
  }

  /// What the request does with its keys.
  func keyRules(of arguments: Arguments) -> [KeyRule] { keyUse?(arguments) ?? keyRules }

  private func contained(in container: String) -> Command {
    var copy = self
    copy.fullName = "\(container)|\(name)"
    return copy
  }
}

/// What a command does to the numbers by which keys are found.
enum DatabaseChange {
  /// The connection works on another database: `SELECT`.
  case select
  /// Two databases exchange their numbers: `SWAPDB`.
  case swap
}
