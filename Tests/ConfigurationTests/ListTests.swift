import Testing

@testable import Configuration

@Suite struct ListTests {
  @Test(arguments: [
    ("a b; c", [["a", "b"], ["c"]]), ("a;b;", [["a"], ["b"]]), ("a\nb c\n", [["a"], ["b", "c"]]),
    (" ;; \n", []), ("", []), ("\"a;b\" c;'d\ne'", [["a;b", "c"], ["d\ne"]]),
    ("\"\"", [[""]]), ("a\\;b", [["a\\"], ["b"]]),
  ])
  func textsAreReadAsLines(text: String, lines: [[String]]) {
    #expect(QuotedWords.lines(Array(text.utf8)[...]) == lines)
  }

  @Test(arguments: ["\"a", "a; 'b", "\"a\"b"])
  func unbalancedQuotesAreRefused(text: String) {
    #expect(QuotedWords.lines(Array(text.utf8)[...]) == nil)
  }

  @Test(arguments: [
    "a", "", "a b", "a;b", "\"", "'", "\\", "a\\*", "#a", "a#b", "\n", "\u{1}\u{7F}\t", "é",
    "[^a]?*",
  ])
  func quotedWordsAreReadBack(word: String) {
    let quoted = Array(QuotedWords.quoted(word).utf8)[...]
    #expect(QuotedWords.split(quoted) == [word])
    #expect(QuotedWords.lines(quoted) == [[word]])
  }

  @Test func plainWordsStandWithoutQuotes() {
    #expect(QuotedWords.quoted("oauth:access_token:*") == "oauth:access_token:*")
  }

  @Test func linesAddUpAndAnEmptyOneTakesThemBack() throws {
    let both = try parse("policy a:*\npolicy b:*\n")
    #expect(both.policies.map(\.pattern) == ["a:*", "b:*"])
    #expect(try parse("policy a:*\npolicy \"\"\npolicy b:*\n").policies.map(\.pattern) == ["b:*"])
  }

  @Test func aTextReplacesTheList() throws {
    var configuration = try parse("policy a:*\n")
    try configuration.assign(name: "policy", text: "b:*; c:*")
    #expect(configuration.policies.map(\.pattern) == ["b:*", "c:*"])
    try configuration.assign(name: "policy", text: "")
    #expect(configuration.policies.isEmpty)
  }

  @Test func aBadValueLeavesTheOldList() throws {
    var configuration = try parse("policy a:*\n")
    let before = configuration
    #expect(throws: ConfigurationError.self) {
      try configuration.assign(name: "policy", text: "b:*; c:* max-ttl x")
    }
    #expect(configuration == before)
  }

  @Test func listsAreBounded() throws {
    let line = "policy a:*\n"
    let limit = LifetimePolicy.limit
    #expect(try parse(String(repeating: line, count: limit)).policies.count == limit)
    #expect(throws: ConfigurationError.self) {
      try parse(String(repeating: line, count: limit + 1))
    }
  }

  private func parse(_ text: String) throws -> Configuration {
    try Configuration.parse(Array(text.utf8), named: "test.conf")
  }
}
