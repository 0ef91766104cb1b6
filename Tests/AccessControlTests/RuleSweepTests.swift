import AccessControl
import SeededRandom
import Testing

/// Random rules: a description always makes the same user again, and nothing traps.
@Suite struct RuleSweepTests {
  private static let pool = [
    "on", "off", "nopass", "resetpass", ">a", ">b", "<a", "<b", "allkeys", "resetkeys", "~*", "~a*",
    "%R~a*", "%W~a*", "%RW~*", "%R~*", "%W~*", "~", "&*", "&x", "&y*", "resetchannels",
    "allchannels",
    "+@all", "-@all", "+@read", "-@read", "+@write", "-@dangerous", "+@slow", "-@fast", "+get",
    "-get",
    "+config", "-config", "+config|get", "-config|get", "+config|set", "-config|set", "+select|0",
    "+select|1", "+SELECT|x", "-select", "+select", "(~a", "+get)", "(+set", "%R~q)", "()",
    "(+@all ~*)",
    "clearselectors", "skip-sanitize-payload", "sanitize-payload", "reset", "", "(", ")", "+", "-@",
    "%",
    "#", "!", "+config|", "+|", "&", "~a|b", "+get|x",
  ]

  @Test(arguments: UInt64(1)...200)
  func descriptionsMakeTheSameUserAgain(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var user = try UserRules("")
    for _ in 0..<200 {
      let rules = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Array(Self.pool.randomElement(using: &random)!.utf8)
      }
      try? user.apply(rules, context)
      #expect(try UserRules(user.line) == user, "seed \(seed): \(user.line)")
    }
  }

  @Test(arguments: UInt64(1)...200)
  func garbageIsRefusedOrUnderstood(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var user = try UserRules("")
    let users = UserDirectory(context)
    let letters = Array("+-@~%&()<>#!|*rRwW \tget\u{0}".utf8) + [0xFF, 0x80]
    for _ in 0..<200 {
      let rule = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        letters.randomElement(using: &random)!
      }
      try? user.apply([rule], context)
      let file = Array("user u ".utf8) + user.text + [0x0A]
      _ = try users.load(file, named: "f")
      #expect(users.fileText.starts(with: Array("user default".utf8)), "seed \(seed)")
      _ = try? users.load(Array("user ".utf8) + rule, named: "f")
    }
  }
}
