/// Permissions that hold together: a request is allowed when one selector allows all of it, its
/// command, its keys and its channels.
///
/// The rules of a user outside of parentheses are its first selector.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#selectors
struct Selector: Sendable, Equatable {
  /// `+name`, `-name`, `+@category` or `-@category`, as it was given, in lower case.
  struct CommandRule: Sendable, Equatable {
    let name: String
    let isAllowed: Bool
  }

  var commands: CommandSet
  /// Whether `commandRules` take away from everything rather than add to nothing.
  var beginsWithAll = false
  /// What brings back `commands` and `firstArguments`, in order; each rule that a later one
  /// overrules altogether is gone.
  var commandRules: [CommandRule] = []
  /// First arguments, in lower case, with which a command is allowed that is not in `commands`.
  var firstArguments: [Int: Set<[UInt8]>] = [:]
  /// No pattern stands beside it.
  var allowsAllKeys = false
  var keys: [KeyPattern] = []
  /// No pattern stands beside it.
  var allowsAllChannels: Bool
  var channels: [[UInt8]] = []

  /// Nothing is allowed, but for channels perhaps.
  init(_ catalog: CommandCatalog, allowsAllChannels: Bool) {
    commands = CommandSet(count: catalog.count)
    self.allowsAllChannels = allowsAllChannels
  }
}

/// A selector as rules that make it again, in Redis' order.
extension Selector {
  /// `+@all -config +config|get`.
  var commandsText: String {
    let rules = commandRules.map { ($0.isAllowed ? "+" : "-") + $0.name }
    return ([beginsWithAll ? "+@all" : "-@all"] + rules).joined(separator: " ")
  }

  /// `~app:* %R~shared:*`; `~*` for all keys.
  var keysText: [UInt8] {
    if allowsAllKeys { return Array("~*".utf8) }
    return Array(keys.map(\.text).joined(separator: [UInt8(ascii: " ")]))
  }

  /// `&news:*`; `&*` for all channels.
  var channelsText: [UInt8] {
    if allowsAllChannels { return Array("&*".utf8) }
    return Array(
      channels.map { Array("&".utf8) + $0 }.joined(separator: [UInt8(ascii: " ")]))
  }

  /// All of it, as in `ACL LIST`.
  var text: [UInt8] {
    let reset = allowsAllChannels ? [] : Array("resetchannels".utf8)
    let parts = [keysText, reset, channelsText, Array(commandsText.utf8)]
    return Array(parts.filter { !$0.isEmpty }.joined(separator: [UInt8(ascii: " ")]))
  }
}
