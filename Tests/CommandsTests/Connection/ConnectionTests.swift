import AccessControl
import Commands
import Testing

@Suite struct ConnectionTests {
  private static let hello =
    "$6|server|$5|redis|$7|version|$5|7.4.0|$5|proto|:PROTO|$2|id|:7|$4|mode|$10|standalone|"
    + "$4|role|$6|master|$7|modules|*0|"
  private let hello2 = "*14|" + hello.replacing("PROTO", with: "2")
  private let hello3 = "%7|" + hello.replacing("PROTO", with: "3")

  @Test func smallTalk() {
    expect([
      ("PING", "+PONG|"), ("PING hi", "$2|hi|"),
      ("PING a b", "-ERR wrong number of arguments for 'ping' command|"), ("ECHO hi", "$2|hi|"),
      ("QUIT", "+OK|<close>"), ("QUIT now", "+OK|<close>"),
      ("TIME", "*2|$10|1700000000|$1|0|"),
    ])
  }

  @Test func greets() {
    expect([
      ("HELLO", hello2), ("HELLO 3", hello3), ("GET no", "_|"), ("HELLO", hello3),
      ("HELLO 2", hello2), ("GET no", "$-1|"),
      ("HELLO 3 SETNAME me AUTH default any", hello3), ("CLIENT GETNAME", "$2|me|"),
    ])
  }

  @Test(arguments: [
    ("HELLO 4", "-NOPROTO unsupported protocol version|"),
    ("HELLO 1", "-NOPROTO unsupported protocol version|"),
    ("HELLO abc", "-ERR Protocol version is not an integer or out of range|"),
    ("HELLO 3 FOO", "-ERR Syntax error in HELLO option 'FOO'|"),
    ("HELLO 3 AUTH x", "-ERR Syntax error in HELLO option 'AUTH'|"),
    ("HELLO 3 SETNAME", "-ERR Syntax error in HELLO option 'SETNAME'|"),
    ("HELLO 3 AUTH x y", "-WRONGPASS invalid username-password pair or user is disabled.|"),
    (
      "HELLO 3 SETNAME 'a b'",
      "-ERR Client names cannot contain spaces, newlines or special characters.|"
    ),
  ])
  func refusesToGreet(_ request: String, _ reply: String) {
    expect([(request, reply), ("GET no", "$-1|"), ("CLIENT GETNAME", "$-1|")])
  }

  @Test func greetsOnlyWhoIsAuthenticated() {
    let bench = CommandBench()
    bench.services.users.setDefaultPassword("secret")
    bench.reconnect()
    let refusal =
      "-NOAUTH HELLO must be called with the client already authenticated, otherwise the HELLO "
      + "<proto> AUTH <user> <pass> option can be used to authenticate the client and select the "
      + "RESP protocol version at the same time|"
    expect(
      [
        ("HELLO", refusal), ("HELLO 3", refusal),
        (
          "HELLO 3 AUTH default wrong",
          "-WRONGPASS invalid username-password pair or user is disabled.|"
        ), ("GET k", "-NOAUTH Authentication required.|"),
        ("HELLO 3 AUTH default secret", hello3), ("GET k", "_|"),
      ], on: bench)
  }

  @Test func authenticationWithoutAPassword() {
    expect([
      (
        "AUTH x",
        "-ERR AUTH <password> called without any password configured for the default user. "
          + "Are you sure your configuration is correct?|"
      ), ("AUTH default x", "+OK|"),
      ("AUTH other x", "-WRONGPASS invalid username-password pair or user is disabled.|"),
    ])
  }

  @Test func selects() {
    let range = "value is out of range, value must between -2147483648 and 2147483647"
    expect([
      ("SELECT 15", "+OK|"), ("SELECT 16", "-ERR DB index is out of range|"),
      ("SELECT -1", "-ERR DB index is out of range|"),
      ("SELECT abc", "-ERR value is not an integer or out of range|"),
      ("SELECT 2147483648", "-ERR \(range)|"),
    ])
  }

  @Test func resets() {
    let bench = CommandBench()
    bench("HELLO 3 SETNAME me")
    bench("CLIENT SETINFO lib-name lib")
    bench("CLIENT NO-TOUCH ON")
    bench("SELECT 3")
    expect([("RESET", "+RESET|"), ("GET no", "$-1|"), ("CLIENT GETNAME", "$-1|")], on: bench)
    #expect(bench.session.pointee.database == 0)
    #expect(!bench.session.pointee.leavesNoTrace)
    #expect(bench.session.pointee.libraryName == "lib")
  }
}
