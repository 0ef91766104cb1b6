extension Difference {
  static let orders = [
    Difference(
      "Order of keys", "KEYS and SCAN list keys in the order of their hashes.",
      example: "a: mset a 1 b 2 c 3 d 4 e 5 f 6 g 7 h 8", "a: keys *", "a: scan 0 count 1000"
    ) {
      guard let theirs = listed($0.theirs), let ours = listed($0.ours) else { return false }
      return ["keys", "scan"].contains($0.name) && theirs.cursor == ours.cursor
        && leaves($0.theirs).sorted() == leaves($0.ours).sorted()
    },
    Difference(
      "Pages of SCAN", "A cursor is a place in our own hash space.",
      example: "a: mset a 1 b 2 c 3 d 4 e 5 f 6 g 7 h 8", "a: scan 0 count 2"
    ) {
      guard let theirs = listed($0.theirs), let ours = listed($0.ours) else { return false }
      let isWalking = [$0.word(1), theirs.cursor, ours.cursor].contains { $0 != "0" }
      return $0.name == "scan" && isWalking
    },
    Difference(
      "Random key", "RANDOMKEY draws its own lots.",
      example: "a: mset a 1 b 2 c 3 d 4 e 5 f 6 g 7 h 8", "a: randomkey", "a: randomkey",
      "a: randomkey", "a: randomkey", "a: randomkey", "a: randomkey", "a: randomkey",
      "a: randomkey"
    ) { $0.name == "randomkey" && $0.theirs.text != nil && $0.ours.text != nil },
    Difference(
      "Order of channels", "Channels and patterns are kept in hash tables.",
      example: "8a: subscribe a b c d e f g h", "8a: unsubscribe"
    ) {
      ["pubsub", "unsubscribe", "punsubscribe", "sunsubscribe", ""].contains($0.name)
        && leaves($0.theirs).sorted() == leaves($0.ours).sorted()
    },
    Difference(
      "Own messages", "What a client sends itself follows the reply, as from Redis 7.2 on.",
      example: "A: subscribe x", "2A: publish x v"
    ) {
      ["publish", "spublish"].contains($0.name)
        && leaves($0.theirs).sorted() == leaves($0.ours).sorted()
    },
  ]

  /// KEYS' array or SCAN's page.
  private static func listed(_ reply: WireReply) -> (cursor: String, keys: [WireReply])? {
    guard let elements = reply.elements else { return nil }
    guard elements.count == 2, let keys = elements[1].elements else { return ("0", elements) }
    return (elements[0].text ?? "", keys)
  }

  /// The texts and numbers of a reply, groups taken apart.
  private static func leaves(_ reply: WireReply) -> [String] {
    reply.elements?.flatMap(leaves) ?? [reply.description]
  }
}
