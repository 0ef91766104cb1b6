/// The categories that ACL rules name with `@`.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/
public enum CommandCategory {
  /// Every category, in the order in which Redis lists them.
  public static let all = [
    "keyspace", "read", "write", "set", "sortedset", "list", "hash", "string", "bitmap",
    "hyperloglog", "geo", "stream", "pubsub", "admin", "fast", "slow", "blocking", "dangerous",
    "connection", "transaction", "scripting",
  ]

  /// The named categories and those that follow from the flags, in Redis' order.
  static func sorted(_ named: [String], impliedBy flags: CommandFlags) -> [String] {
    var set = Set(named)
    // Of a script nobody knows which of the two it does.
    if !set.contains("scripting") {
      if flags.contains(.write) { set.insert("write") }
      if flags.contains(.readonly) { set.insert("read") }
    }
    if flags.contains(.pubsub) { set.insert("pubsub") }
    if flags.contains(.admin) { set.formUnion(["admin", "dangerous"]) }
    set.insert(flags.contains(.fast) ? "fast" : "slow")
    return all.filter(set.contains)
  }
}
