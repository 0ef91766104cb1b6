import AccessControl
import Commands
import Testing

/// `ACL SETUSER` and what shows users. Replies were compared with redis-server 7.0.15; those of
/// 7.2 are taken where the two differ.
@Suite struct AclUserTests {
  private let hash = "30c952fab122c3f9759f02a6d95c3758b246b4fee239957b2d4fee46e26170c4"

  @Test func usersAreMadeShownAndRemoved() {
    let line = "user u on sanitize-payload #\(hash) ~a resetchannels -@all +get"
    expect([
      ("ACL USERS", "*1|$7|default|"), ("ACL WHOAMI", "$7|default|"),
      ("ACL SETUSER u on >pw ~a +get", "+OK|"),
      (
        "ACL LIST",
        "*2|$51|user default on nopass sanitize-payload ~* &* +@all|$\(line.count)|\(line)|"
      ), ("ACL USERS", "*2|$7|default|$1|u|"),
      (
        "ACL GETUSER u",
        "*12|$5|flags|*2|$2|on|$16|sanitize-payload|$9|passwords|*1|$64|\(hash)|"
          + "$8|commands|$10|-@all +get|$4|keys|$2|~a|$8|channels|$0||$9|selectors|*0|"
      ), ("ACL DELUSER u nobody", ":1|"), ("ACL GETUSER u", "$-1|"), ("ACL DELUSER u", ":0|"),
      ("ACL DELUSER x default", "-ERR The 'default' user cannot be removed|"),
      ("HELLO 3", hello3), ("ACL GETUSER u", "_|"), ("ACL SETUSER s nopass (~b &c +set)", "+OK|"),
      (
        "ACL GETUSER s",
        "%6|$5|flags|~3|$3|off|$6|nopass|$16|sanitize-payload|$9|passwords|*0|"
          + "$8|commands|$5|-@all|$4|keys|$0||$8|channels|$0||"
          + "$9|selectors|*1|%3|$8|commands|$10|-@all +set|$4|keys|$2|~b|$8|channels|$2|&c|"
      ),
    ])
  }

  private let hello3 =
    "%7|$6|server|$5|redis|$7|version|$5|7.4.0|$5|proto|:3|$2|id|:7|$4|mode|$10|standalone|"
    + "$4|role|$6|master|$7|modules|*0|"

  @Test(arguments: [
    ("ACL SETUSER 'a b'", "Usernames can't contain spaces or null characters"),
    (
      "ACL SETUSER u +foo",
      "Error in ACL SETUSER modifier '+foo': Unknown command or category name in ACL"
    ), ("ACL SETUSER u (~x", "Unmatched parenthesis in acl selector starting at '(~x'."),
    (
      "ACL SETUSER u <secret",
      "Error in ACL SETUSER modifier '<(redacted)': The password you are trying to remove from the "
        + "user does not exist"
    ), ("ACL CAT foo", "Unknown category 'foo'"),
    (
      "ACL Cat a b",
      "unknown subcommand or wrong number of arguments for 'Cat'. Try ACL HELP."
    ), ("ACL LOG x", "value is not an integer or out of range"),
    ("ACL LOG 1 2", "unknown subcommand or wrong number of arguments for 'LOG'. Try ACL HELP."),
    ("ACL FOO", "unknown subcommand 'FOO'. Try ACL HELP."),
    ("ACL", "wrong number of arguments for 'acl' command"),
    ("ACL SETUSER", "wrong number of arguments for 'acl|setuser' command"),
    ("ACL WHOAMI x", "wrong number of arguments for 'acl|whoami' command"),
    ("ACL DRYRUN u", "wrong number of arguments for 'acl|dryrun' command"),
    ("ACL DRYRUN nobody GET k", "User 'nobody' not found"),
    ("ACL DRYRUN default FOO", "Command 'FOO' not found"),
    ("ACL DRYRUN default CONFIG FOO", "Command 'CONFIG' not found"),
    ("ACL DRYRUN default GET", "wrong number of arguments for 'get' command"),
    ("ACL GENPASS x", "value is not an integer or out of range"),
    (
      "ACL GENPASS 0",
      "ACL GENPASS argument must be the number of bits for the output password, a positive number "
        + "up to 4096"
    ),
    (
      "ACL GENPASS 1 2",
      "unknown subcommand or wrong number of arguments for 'GENPASS'. "
        + "Try ACL HELP."
    ),
    (
      "ACL LOAD",
      "This Redis instance is not configured to use an ACL file. You may want to specify users via "
        + "the ACL SETUSER command and then issue a CONFIG REWRITE (assuming you have a Redis "
        + "configuration file set) in order to store users in the Redis configuration."
    ),
  ])
  func refuses(_ request: String, _ reason: String) {
    let bench = CommandBench()
    expect([(request, "-ERR \(reason)|"), ("ACL USERS", "*1|$7|default|")], on: bench)
  }

  @Test func passwordsAreRandomAndAsLongAsAskedFor() {
    let bench = CommandBench()
    for (request, length) in [
      ("ACL GENPASS", 64), ("ACL GENPASS 5", 2), ("ACL GENPASS 4096", 1024), ("ACL GENPASS 1", 1),
    ] {
      #expect(bench(request).hasPrefix("$\(length)|"), "\(request)")
    }
    #expect(bench("ACL GENPASS") != bench("ACL GENPASS"))
  }

  @Test func categoriesListTheirCommands() {
    let bench = CommandBench()
    #expect(bench("ACL CAT").hasPrefix("*21|$8|keyspace|$4|read|"))
    let transaction = bench("ACL CAT Transaction")
    #expect(transaction.hasPrefix("*5|"))
    for name in ["multi", "exec", "discard", "watch", "unwatch"] {
      #expect(transaction.contains("|\(name)|"))
    }
    #expect(bench("ACL CAT admin").contains("|$10|config|set|"))
  }

  @Test func aDryRunNamesWhatIsDenied() {
    let user = "User u has no permissions to"
    func bulk(_ text: String) -> String { "$\(text.count)|\(text)|" }
    expect([
      ("ACL SETUSER u ~k:* %R~r:* %W~w:* &ch* +@all -config +config|get", "+OK|"),
      ("ACL DRYRUN u GET k:1", "+OK|"), ("ACL DRYRUN u GET r:1", "+OK|"),
      ("ACL DRYRUN u SET r:1 x", bulk("\(user) access the 'r:1' key")),
      ("ACL DRYRUN u SET w:1 x", "+OK|"),
      ("ACL DRYRUN u SET w:1 x GET", bulk("\(user) access the 'w:1' key")),
      ("ACL DRYRUN u SET w:1 x IFEQ y", bulk("\(user) access the 'w:1' key")),
      ("ACL DRYRUN u GETDEL w:1", bulk("\(user) access the 'w:1' key")),
      ("ACL DRYRUN u EXISTS w:1", "+OK|"), ("ACL DRYRUN u DEL w:1", "+OK|"),
      ("ACL DRYRUN u EXISTS z", bulk("\(user) access the 'z' key")),
      ("ACL DRYRUN u COPY r:1 w:1", "+OK|"),
      ("ACL DRYRUN u COPY w:1 r:1", bulk("\(user) access the 'w:1' key")),
      ("ACL DRYRUN u MSET w:1 v z v", bulk("\(user) access the 'z' key")),
      ("ACL DRYRUN u EVAL s 1 r:1", bulk("\(user) access the 'r:1' key")),
      ("ACL DRYRUN u CONFIG SET a b", bulk("\(user) run the 'config|set' command")),
      ("ACL DRYRUN u CONFIG GET a", "+OK|"), ("ACL DRYRUN u PUBLISH ch1 x", "+OK|"),
      ("ACL DRYRUN u PUBLISH x y", bulk("\(user) access the 'x' channel")),
      ("ACL DRYRUN u SUBSCRIBE ch1 x", bulk("\(user) access the 'x' channel")),
      ("ACL DRYRUN u PSUBSCRIBE ch1", bulk("\(user) access the 'ch1' channel")),
      ("ACL DRYRUN u PSUBSCRIBE ch*", "+OK|"), ("ACL DRYRUN u SCAN 0", "+OK|"),
      ("ACL DRYRUN u KEYS *", "+OK|"), ("ACL DRYRUN default GET z", "+OK|"),
    ])
  }

  @Test func theFileIsReadAndWrittenWhole() {
    let bench = CommandBench()
    bench.services.userFilePath = "/etc/users.acl"
    bench.services.userFile = .success(
      Array("user u on +get\nuser default on nopass +@all ~*".utf8))
    expect([("ACL LOAD", "+OK|"), ("ACL USERS", "*2|$7|default|$1|u|")], on: bench)
    bench.services.userFile = .success(Array("user u on\nuser v +foo ~a\nx".utf8))
    let faults =
      "/etc/users.acl:2: Error in applying operation '+foo': Unknown command or category name in "
      + "ACL. /etc/users.acl:3: should start with user keyword followed by the username. "
    let warning =
      "WARNING: ACL errors detected, no change to the previously active ACL rules was performed"
    expect(
      [
        ("ACL LOAD", "-ERR \(faults)\(warning)|"), ("ACL USERS", "*2|$7|default|$1|u|"),
        ("ACL SETUSER u ~b", "+OK|"), ("ACL SAVE", "+OK|"),
      ], on: bench)
    #expect(
      (try? bench.services.userFile.get()).map { String(decoding: $0, as: UTF8.self) } == """
        user default on nopass sanitize-payload ~* resetchannels +@all
        user u on sanitize-payload ~b resetchannels -@all +get

        """)
    bench.services.userFile = .failure(UserFileError(faults: ["no space"]))
    expect(
      [
        ("ACL LOAD", "-ERR no space. \(warning)|"),
        (
          "ACL SAVE",
          "-ERR There was an error trying to save the ACLs. Please check the server logs for more "
            + "information|"
        ),
      ], on: bench)
  }
}
