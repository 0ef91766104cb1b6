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
