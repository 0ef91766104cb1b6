import AccessControl
import Testing

/// Users and their rules have bounds, and cost what is counted for them.
@Suite struct BoundTests {
  private let users = UserDirectory(context)

  private func set(_ name: String, _ rules: [String]) throws -> UserChanges {
    try users.change(Array(name.utf8), rules.map { Array($0.utf8) })
  }

  private func refusal(_ name: String, _ rules: [String]) -> String? {
    do throws(RuleListError) {
      _ = try users.change(Array(name.utf8), rules.map { Array($0.utf8) })
      return nil
    } catch {
      return error.text
    }
  }

  private static let kinds: [@Sendable (Int) -> String] = [
    { "~k\($0)" }, { "&c\($0)" }, { ">p\($0)" }, { "(~s\($0))" }, { "+get|a\($0)" },
  ]

  @Test(arguments: 0..<kinds.count) func aUserHasAThousandOfAKind(kind: Int) throws {
    let rule = Self.kinds[kind]
    _ = try set("u", (0..<1_000).map(rule))
    #expect(refusal("u", [rule(1_000)])?.contains("at most 1000") == true)
    #expect(refusal("u", [rule(7)]) == nil || kind == 3, "what is there already adds nothing")
    let selector = ["(" + (0...1_000).map(rule).joined(separator: " ") + ")"]
    if kind < 2 { #expect(refusal("v", selector)?.contains("at most 1000") == true) }
  }

  @Test(arguments: ["~", "%R~", "%RW~", "&", "(~"]) func patternsAreShort(_ sign: String) throws {
    let (longest, end) = (String(repeating: "k", count: 1024), sign == "(~" ? ")" : "")
    #expect(refusal("u", [sign + longest + end]) == nil)
    _ = try set("v", ["on"])
    #expect(
      refusal("v", ["off", sign + longest + "k" + end])
        == "Error in ACL SETUSER modifier: Patterns may have at most 1024 bytes")
    let other = users.sorted.first { $0.displayName == "v" }
    #expect(other?.rules.isEnabled == true, "nothing has changed")
    #expect(
      throws: UserFileError(faults: ["f:1: Patterns may have at most 1024 bytes"])
    ) {
      try users.load(Array("user w on \(sign + longest)k\(end)\n".utf8), named: "f")
    }
  }

  /// Some 4,000 bytes.
  private static let patterns = (0..<4).map { "~\($0)\(String(repeating: "k", count: 1_000))" }

  @Test func tooManyRulesAtOnceAreRefused() {
    #expect(refusal("u", Array(repeating: "on", count: 4_096)) == nil)
    #expect(refusal("u", Array(repeating: "on", count: 4_097)) == "more than 4096 rules at once")
  }

  @Test func noMoreUsersThanTheLimit() throws {
    users.limit = 3
    _ = try set("a", [])
    _ = try set("b", [])
    #expect(refusal("c", []) == "there may be no more than 3 users")
    #expect(refusal("a", ["on"]) == nil)
    _ = Array("a".utf8).withUnsafeBytes { users.remove($0) }
    #expect(refusal("c", []) == nil)
    #expect(throws: UserFileError(faults: ["f: there may be no more than 3 users"])) {
      try users.load(Array("user a on\nuser b on\nuser c on\n".utf8), named: "f")
    }
    #expect(users.sorted.map(\.displayName) == ["b", "c", "default"])
  }

  @Test func bytesAreCountedThroughEveryChange() throws {
    let empty = users.byteCount
    _ = try set("a", [">pw"] + (0..<5).map { "~\($0)\(String(repeating: "k", count: 999))" })
    let one = users.byteCount
    #expect(one > empty + 5_000 && one < empty + 8_000)
    _ = try set("a", ["resetkeys"])
    #expect(users.byteCount < one - 4_900)
    users.setDefaultPassword("x")
    users.setDefaultPassword("")
    _ = Array("a".utf8).withUnsafeBytes { users.remove($0) }
    #expect(users.byteCount == empty)
    _ = try users.load(
      Array("user a on >pw ~x\nuser default on nopass ~* &* +@all\n".utf8), named: "f")
    let loaded = users.byteCount
    #expect(loaded > empty)
    _ = try users.load([], named: "f")
    #expect(users.byteCount == empty)
  }

  @Test func rulesForWhichThereIsNoRoomAreRefusedWhole() throws {
    users.limitBytes = users.byteCount + 4_000
    _ = try set("a", ["~a"])
    let text = users.fileText
    let bytes = users.byteCount
    #expect(refusal("b", Self.patterns)?.contains("no more than") == true)
    #expect(refusal("a", Self.patterns)?.contains("no more than") == true)
    let long = (0..<9).map { "~\($0)\(String(repeating: "k", count: 1_000))" }
    #expect(throws: UserFileError.self) {
      try users.load(Array("user b \(long.joined(separator: " "))\n".utf8), named: "f")
    }
    #expect(users.fileText == text && users.byteCount == bytes)
    users.limitBytes = 0
    #expect(refusal("a", ["resetkeys", "on"]) == nil, "what takes no more than before has room")
  }
}
