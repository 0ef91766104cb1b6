import AccessControl
import Testing

/// What rules come to, as `ACL LIST` shows it. Both columns were run against redis-server 7.0.15
/// where it has them; `sanitize-payload` is shown since 7.2, and so are categories as they were given.
@Suite struct DescriptionTests {
  private static let pw = "30c952fab122c3f9759f02a6d95c3758b246b4fee239957b2d4fee46e26170c4"

  private static let table: [(rules: String, line: String)] = [
    ("", "off sanitize-payload resetchannels -@all"),
    ("on", "on sanitize-payload resetchannels -@all"),
    ("ON nopass ~* &* +@all", "on nopass sanitize-payload ~* &* +@all"),
    ("on allkeys allchannels allcommands", "on sanitize-payload ~* &* +@all"),
    (
      "on >pw skip-sanitize-payload",
      "on skip-sanitize-payload #\(pw) resetchannels -@all"
    ),
    ("nopass >pw", "off sanitize-payload #\(pw) resetchannels -@all"),
    (">pw >pw #\(pw)", "off sanitize-payload #\(pw) resetchannels -@all"),
    (">pw <pw", "off sanitize-payload resetchannels -@all"),
    (">pw !\(pw)", "off sanitize-payload resetchannels -@all"),
    (">pw nopass", "off nopass sanitize-payload resetchannels -@all"),
    (">pw resetpass", "off sanitize-payload resetchannels -@all"),
    (
      "~a* %R~b* %W~c* %rw~d* %R~a* ~b*",
      "off sanitize-payload ~a* ~b* %W~c* ~d* resetchannels -@all"
    ),
    ("%R~x %W~x", "off sanitize-payload ~x resetchannels -@all"),
    ("%RW %R~", "off sanitize-payload ~ resetchannels -@all"),
    ("~a resetkeys ~b", "off sanitize-payload ~b resetchannels -@all"),
    ("~a allkeys", "off sanitize-payload ~* resetchannels -@all"),
    ("%R~* %W~*", "off sanitize-payload ~* resetchannels -@all"),
    ("&a &b &a", "off sanitize-payload resetchannels &a &b -@all"),
    ("&a allchannels", "off sanitize-payload &* -@all"),
    ("&* resetchannels", "off sanitize-payload resetchannels -@all"),
    ("+get +set", "off sanitize-payload resetchannels -@all +get +set"),
    ("+get +set +GET", "off sanitize-payload resetchannels -@all +set +get"),
    ("+get -get", "off sanitize-payload resetchannels -@all -get"),
    ("+@all -config", "off sanitize-payload resetchannels +@all -config"),
    (
      "+@all -config +config|get",
      "off sanitize-payload resetchannels +@all -config +config|get"
    ),
    (
      "+@all -config|set -config",
      "off sanitize-payload resetchannels +@all -config"
    ),
    ("+@read -GET", "off sanitize-payload resetchannels -@all +@read -get"),
    ("+@Read -get +@READ", "off sanitize-payload resetchannels -@all -get +@read"),
    ("+get -@all", "off sanitize-payload resetchannels -@all"),
    ("+get nocommands +set", "off sanitize-payload resetchannels -@all +set"),
    (
      "+select|0 +SELECT|1 +select|0",
      "off sanitize-payload resetchannels -@all +select|1 +select|0"
    ),
    ("+select|0 -select", "off sanitize-payload resetchannels -@all -select"),
    (
      "on (~a +get) (%R~b &c allcommands)",
      "on sanitize-payload resetchannels -@all (~a resetchannels -@all +get) "
        + "(%R~b resetchannels &c +@all)"
    ),
    (
      "() (~a)",
      "off sanitize-payload resetchannels -@all (resetchannels -@all) "
        + "(~a resetchannels -@all)"
    ),
    (
      "(~a \"+get\" '%R~b')",
      "off sanitize-payload resetchannels -@all (~a %R~b resetchannels -@all +get)"
    ),
    ("(~a +get) clearselectors", "off sanitize-payload resetchannels -@all"),
    (
      "on nopass allkeys allchannels allcommands (~x) reset",
      "off sanitize-payload resetchannels -@all"
    ),
  ]

  @Test(arguments: table)
  func rulesComeTo(_ rules: String, _ line: String) throws {
    #expect(try UserRules(rules).line == line)
    #expect(try UserRules(line) == UserRules(rules), "the description makes the same user again")
  }

  @Test func newUsersMayUseEveryChannelWhereTheOperatorWantsIt() throws {
    let open = RuleContext(catalog, allowsChannelsByDefault: true)
    #expect(try UserRules("(~a)", open).line == "off sanitize-payload &* -@all (~a &* -@all)")
    #expect(try UserRules("&* resetchannels reset", open).line == "off sanitize-payload &* -@all")
  }

  @Test func theDefaultUserMayDoEverything() {
    let users = UserDirectory(context)
    let line = String(decoding: users.defaultUser.line, as: UTF8.self)
    #expect(line == "user default on nopass sanitize-payload ~* &* +@all")
    #expect(users.defaultUser.rules.isUnrestricted)
  }

  @Test(arguments: ["+@all ~* &*", "~* &* +@all -get +get", "~* +@all &* (~x)"])
  func nothingIsRefusedTo(_ rules: String) throws {
    #expect(try UserRules(rules).isUnrestricted)
  }

  @Test(arguments: ["+@all ~*", "&* +@all", "~* &* +@all -get", "+@read ~* &*", "(~* &* +@all)"])
  func somethingIsRefusedTo(_ rules: String) throws {
    #expect(try !UserRules(rules).isUnrestricted)
  }
}
