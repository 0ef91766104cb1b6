import SeededRandom

/// Bytes that are no request, or an unusual one. Each goes to a connection of its own.
enum ProtocolBytes {
  static let table = [
    "", "\r\n", "\n", "\r\n\r\nPING\r\n", "PING\n", "ping\r\nping\r\n", "  PING  \r\n",
    "PING \"a b\"\r\n", "PING 'a b'\r\n", "PING \"a\\x41\\n\\\"\"\r\n", "PING 'it\\'s'\r\n",
    "PING \"a\r\n", "PING 'a\r\n", "PING \"a\"b\r\n", "PING 'a'b\r\n", "PING a\"b c\"\r\n",
    "PING \"\"\r\n", "\"\"\r\n", "PING\r\n\"\r\n", "PING \\x41\r\n", "PING \"\\q\\x4\"\r\n",
    "SET k v\r\nGET k\r\n", "GET\r\n", "\0\r\n", "PING\0x\r\n", "P\tI\r\n", "PING\ta\r\n",
    "*\r\n", "*0\r\nPING\r\n", "*-1\r\nPING\r\n", "*-2147483649\r\nPING\r\n", "*x\r\n", "*1x\r\n",
    "* 1\r\n", "*+1\r\n", "*01\r\n$4\r\nPING\r\n", "*2147483648\r\n", "*1048577\r\n",
    "*1\n$4\nPING\n", "*1\r\n$4\r\nPING\r\n", "*1\r\n$4\r\nPINGxx*1\r\n$4\r\nPING\r\n",
    "*1\r\n4\r\nPING\r\n", "*1\r\n:4\r\n", "*1\r\n\r\n", "*1\r\n$\r\n", "*1\r\n$-1\r\n",
    "*1\r\n$x\r\n", "*1\r\n$4x\r\nPING\r\n", "*1\r\n$ 4\r\nPING\r\n", "*1\r\n$04\r\nPING\r\n",
    "*1\r\n$+4\r\nPING\r\n", "*1\r\n$536870913\r\n", "*1\r\n$9223372036854775808\r\n",
    "*1\r\n$0\r\n\r\n", "*2\r\n$0\r\n\r\n$1\r\na\r\n", "*1\r\n$4\r\nPIN", "*2\r\n$4\r\nECHO\r\n",
    "*1\r\n$4\r\nPING\r\n*x\r\n*1\r\n$4\r\nPING\r\n", "*1\r\n$5\r\nPING\r\n\r\n",
    "*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$2\r\n\r\n\r\n*2\r\n$3\r\nGET\r\n$1\r\nk\r\n",
    "PING\r\n*1\r\n$4\r\nPING\r\nPING\r\n", "GET k\r\n*1\r\n!4\r\n", "*1\r\n\0\r\n", "*1\r\n\n",
    "$4\r\nPING\r\n", "+PING\r\n", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", "POST /\r\n",
    "Host: x\r\n", "PING\r", "*1\r\n$4\r\nquit\r\n*1\r\n$4\r\nPING\r\n",
    String(repeating: "x", count: 70_000), String(repeating: "x", count: 65_535) + "\r\n",
    "PING " + String(repeating: "x", count: 65_000) + "\r\n",
    "*" + String(repeating: "1", count: 70_000), "*1\r\n$" + String(repeating: "1", count: 70_000),
  ]

  /// Requests with a few bytes changed, so that most of them are broken somewhere.
  static func damaged(_ random: inout SeededGenerator) -> [UInt8] {
    let whole = [
      "*3\r\n$3\r\nSET\r\n$3\r\nkey\r\n$5\r\nvalue\r\n", "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n",
      "GET key\r\n", "SET key \"a b\"\r\n", "*1\r\n$4\r\nPING\r\n", "PING 'x'\r\n",
      "*4\r\n$4\r\nMGET\r\n$1\r\na\r\n$0\r\n\r\n$3\r\nkey\r\n",
    ]
    var bytes = (0..<3).flatMap { _ in Array(whole[random.below(whole.count)].utf8) }
    let strange = Array("*$\r\n0123456789-+\"'\\x \u{7F}:!".utf8)
    for _ in 0..<1 + random.below(3) {
      let index = random.below(bytes.count)
      let byte = strange[random.below(strange.count)]
      switch random.below(3) {
      case 0: bytes[index] = byte
      case 1: bytes.insert(byte, at: index)
      default: bytes.remove(at: index)
      }
    }
    return bytes
  }
}
