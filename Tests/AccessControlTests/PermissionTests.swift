import AccessControl
import Testing

/// Who may do what. `nil` is a yes; else the reason and the argument at fault.
@Suite struct PermissionTests {
  private typealias Row = (rules: String, request: String, denial: Denial?)

  private static let command = Denial(.command, at: 0)

  private static let table: [(rules: String, request: String, denial: Denial?)] = [
    ("", "get %R~k", command), ("", "auth x", nil),
    ("+get", "get %R~k", Denial(.key, at: 1)), ("+get ~k", "get %R~k", nil),
    ("+get ~a* ~k", "get %R~k", nil), ("+get ~k?", "get %R~k", Denial(.key, at: 1)),
    ("+get %R~k", "get %R~k", nil), ("+get %W~k", "get %R~k", Denial(.key, at: 1)),
    ("+set %W~k", "set %W~k v", nil), ("+set %R~k", "set %W~k v", Denial(.key, at: 1)),
    // Reading and writing must be allowed by one and the same pattern.
    ("+set %W~k* %R~*k", "set %RW~kk v", Denial(.key, at: 1)), ("+set ~k", "set %RW~k v", nil),
    ("+exists %R~k", "exists ~k", nil), ("+exists %W~k", "exists ~k", nil),
    ("+exists %W~x", "exists ~k", Denial(.key, at: 1)),
    ("+copy %R~a %W~b", "copy %R~a %W~b", nil),
    ("+copy %R~a %W~b", "copy %R~b %W~a", Denial(.key, at: 1)),
    ("+copy %R~a", "copy %R~a %W~b", Denial(.key, at: 2)),
    ("+@all ~k", "config|set", nil), ("+@all -config", "config|get", command),
    ("+@all -config +config|get", "config|get", nil),
    ("+@all -config +config|get", "config|set", command),
    ("+config", "config|set", nil), ("+config|get", "config|get", nil),
    ("+@all -@dangerous", "keys", command), ("+@all -@dangerous", "config|get", command),
    ("+@all -@dangerous +keys", "keys", nil),
    ("+@read ~*", "get %R~k", nil), ("+@read ~*", "set %W~k", command),
    ("+select|0", "select 0", nil), ("+select|0", "select 1", command),
    ("+select|A", "select a", nil), ("+select|0", "select", command),
    ("+select|0 +@fast -@fast", "select 0", command),
    ("+publish", "publish &c m", Denial(.channel, at: 1)),
    ("+publish &c*", "publish &ch m", nil),
    ("+publish &c*", "publish &d m", Denial(.channel, at: 1)),
    ("+subscribe &a &b*", "subscribe &a &bb", nil),
    ("+subscribe &a", "subscribe &a &b", Denial(.channel, at: 2)),
    ("+psubscribe &a*", "psubscribe &a*", nil),
    ("+psubscribe &a*", "psubscribe &aa", Denial(.channel, at: 1)),
    ("+psubscribe &*", "psubscribe &aa", nil),
    // Selectors: one of them must allow all of it.
    ("+get ~a (+set ~b)", "get %R~a", nil), ("+get ~a (+set ~b)", "set %W~b v", nil),
    ("+get ~a (+set ~b)", "get %R~b", Denial(.key, at: 1)),
    ("+get ~a (+set ~b)", "set %W~a v", Denial(.key, at: 1)),
    ("+get ~a (+set ~b)", "del %W~a", command),
    ("+copy %R~a (+copy %R~a %W~b)", "copy %R~a %W~b", nil),
    // The reason that goes farthest is told: channels before keys before the command.
    ("(+copy %R~a) (+get)", "copy %R~a %W~b", Denial(.key, at: 2)),
    ("+copy ~b (+copy %R~a)", "copy %R~a %W~b", Denial(.key, at: 2)),
    ("+publish (+get ~x)", "publish &c", Denial(.channel, at: 1)),
  ]

  @Test(arguments: table)
  func decides(_ rules: String, _ request: String, _ denial: Denial?) throws {
    #expect(try UserRules(rules).denial(of: Request(request)) == denial)
  }

  @Test(arguments: [
    ("&a*", "a1", false, true), ("&a*", "b", false, false), ("&a*", "a*", true, true),
    ("&a*", "a1", true, false), ("&*", "b", true, true), ("(&a)", "a", false, true),
  ])
  func listening(_ rules: String, _ name: String, _ isPattern: Bool, _ isAllowed: Bool) throws {
    let user = try UserRules(rules)
    #expect(
      Array(name.utf8).withUnsafeBytes { user.mayListen(to: $0, isPattern: isPattern) } == isAllowed
    )
  }
}
