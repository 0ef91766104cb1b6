import AccessControl
import Commands
import Testing

@Suite struct DispatcherTests {
  @Test(arguments: [
    ("nosuch a 'b c'", "-ERR unknown command 'nosuch', with args beginning with: 'a' 'b c' |"),
    ("nosuch", "-ERR unknown command 'nosuch', with args beginning with: |"),
    ("'' a", "-ERR unknown command '', with args beginning with: 'a' |"),
    (#""a\r\nb" "c\nd""#, "-ERR unknown command 'a  b', with args beginning with: 'c d' |"),
    (#""a\x00b" "c\x00d" e"#, "-ERR unknown command 'a', with args beginning with: 'c' 'e' |"),
    (#"client "x\x00y""#, "-ERR unknown subcommand 'x'. Try CLIENT HELP.|"),
    ("GeT", "-ERR wrong number of arguments for 'get' command|"),
    ("gEt a b", "-ERR wrong number of arguments for 'get' command|"),
    ("config", "-ERR wrong number of arguments for 'config' command|"),
    ("CONFIG nope", "-ERR unknown subcommand 'nope'. Try CONFIG HELP.|"),
    ("CONFIG GeT", "-ERR wrong number of arguments for 'config|get' command|"),
  ])
  func errors(_ request: String, _ reply: String) { expect([(request, reply)]) }

  @Test(arguments: ["POST / HTTP/1.1", "post", "Host: localhost", "HOST: x"])
  func aLineOfHTTPEndsTheConnection(_ line: String) { expect([(line, "<close>")]) }

  @Test func aLongUnknownRequestIsCut() {
    let name = String(repeating: "n", count: 200)
    let argument = String(repeating: "a", count: 100)
    let shown = String(repeating: "n", count: 128)
    let cut = String(repeating: "a", count: 25)
    expect([
      (
        "\(name) \(argument) \(argument) x",
        "-ERR unknown command '\(shown)', with args beginning with: '\(argument)' '\(cut)' |"
      )
    ])
  }

  @Test("P3: before AUTH a client learns what does not exist, and nothing else")
  func authentication() {
    let bench = CommandBench()
    bench.services.users.setDefaultPassword("secret")
    bench.reconnect()
    expect(
      [
        ("GET k", "-NOAUTH Authentication required.|"),
        ("GET", "-ERR wrong number of arguments for 'get' command|"),
        ("nosuch", "-ERR unknown command 'nosuch', with args beginning with: |"),
        ("PING", "-NOAUTH Authentication required.|"),
        ("AUTH wrong", "-WRONGPASS invalid username-password pair or user is disabled.|"),
        ("AUTH other secret", "-WRONGPASS invalid username-password pair or user is disabled.|"),
        ("GET k", "-NOAUTH Authentication required.|"), ("AUTH secret", "+OK|"), ("GET k", "$-1|"),
        ("RESET", "+RESET|"), ("GET k", "-NOAUTH Authentication required.|"),
        ("AUTH default secret", "+OK|"), ("GET k", "$-1|"),
        ("AUTH a b c", "-ERR syntax error|"), ("QUIT", "+OK|<close>"),
      ], on: bench)
  }

  @Test("D8: while nothing can be kept, writes say why and reads go on")
  func writesRefused() {
    let bench = CommandBench()
    bench("SET k v")
    bench.services.writeRefusal = "MISCONF the disk is full"
    let refusal = "-MISCONF the disk is full|"
    expect(
      [
        ("SET k w", refusal), ("INCR n", refusal), ("DEL k", refusal), ("FLUSHALL", refusal),
        ("GETEX k", refusal), ("EXPIRE k 0", refusal), ("GET k", "$1|v|"), ("EXISTS k", ":1|"),
        ("TOUCH k", ":1|"), ("KEYS *", "*1|$1|k|"), ("PING", "+PONG|"), ("SET k", arity),
      ], on: bench)
  }

  private let arity = "-ERR wrong number of arguments for 'set' command|"
}
