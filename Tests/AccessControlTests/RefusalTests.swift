import AccessControl
import Testing

/// Rules that are refused, with the text that `ACL SETUSER` answers; run against redis-server 7.0.15.
@Suite struct RefusalTests {
  private static func modifier(_ rule: String, _ error: RuleError) -> String {
    "Error in ACL SETUSER modifier '\(rule)': \(error.reason)"
  }

  private static let table: [(rules: String, text: String)] = [
    ("+foo", modifier("+foo", .unknownCommandOrCategory)),
    ("-", modifier("-", .unknownCommandOrCategory)),
    ("+@foo", modifier("+@foo", .unknownCommandOrCategory)),
    ("+@", modifier("+@", .unknownCommandOrCategory)),
    ("foo", modifier("foo", .syntax)), (")", modifier(")", .syntax)),
    ("allkeys ~x", modifier("~x", .keyPatternAfterAllKeys)),
    ("~* %R~x", modifier("%R~x", .keyPatternAfterAllKeys)),
    ("allchannels &x", modifier("&x", .channelPatternAfterAllChannels)),
    ("+config|foo", modifier("+config|foo", .unknownCommandOrCategory)),
    ("+config|get|x", modifier("+config|get|x", .firstArgumentOfSubcommand)),
    ("+select|", modifier("+select|", .syntax)),
    ("-select|0", modifier("-select|0", .unknownCommandOrCategory)),
    ("+foo|0", modifier("+foo|0", .unknownCommandOrCategory)),
    ("%Q~x", modifier("%Q~x", .syntax)), ("%~x", modifier("%~x", .syntax)),
    ("%RR~x", modifier("%RR~x", .syntax)), ("%", modifier("%", .syntax)),
    ("(~x foo)", modifier("(~x foo)", .syntax)),
    ("(~x (+get) )", modifier("(~x (+get)", .syntax)),
    ("(~x +get", "Unmatched parenthesis in acl selector starting at '(~x'."),
    ("(", "Unmatched parenthesis in acl selector starting at '('."),
  ]

  @Test(arguments: table)
  func refuses(_ rules: String, _ text: String) throws {
    var user = try UserRules("on ~a +get")
    let before = user
    let error = #expect(throws: RuleListError.self) {
      try user.apply(words("off " + rules), context)
    }
    #expect(error?.text == text)
    #expect(user == before, "half of the rules were taken")
  }

  @Test(
    "Redis repeats the password here; we do not",
    arguments: [
      ("<secret", "<", RuleError.noSuchPassword), ("#secret", "#", .malformedHash),
      ("!secret", "!", .malformedHash),
      ("#" + String(repeating: "A", count: 64), "#", .malformedHash),
    ])
  func passwordsAreNotRepeated(_ rule: String, _ sign: String, _ reason: RuleError) {
    let error = #expect(throws: RuleListError.self) { try UserRules(rule) }
    #expect(error?.text == "Error in ACL SETUSER modifier '\(sign)(redacted)': \(reason.reason)")
  }

  @Test func blanksAreRefusedWhereTheyWouldBreakALine() {
    for rule in ["~a b", "&a\tb", "%R~a\u{0}", "+select|a b", "(~x) +get)"] {
      #expect(throws: RuleListError.refused(rule: Array(rule.utf8), .syntax)) {
        var user = try UserRules("")
        try user.apply([Array(rule.utf8)], context)
      }
    }
    let users = UserDirectory(context)
    #expect(throws: RuleListError.malformedName) { try users.change(Array("a b".utf8), []) }
  }
}
