import RESP
import Testing

/// The bytes that `write` makes.
func replyBytes(
  _ version: ProtocolVersion = .resp2, _ write: (inout ReplyBuffer) -> Void
) -> [UInt8] {
  var buffer = ReplyBuffer(version: version)
  write(&buffer)
  return Array(buffer.bytes)
}

/// The bytes that `write` makes, as text.
func reply(
  _ version: ProtocolVersion = .resp2, _ write: (inout ReplyBuffer) -> Void
) -> String {
  String(decoding: replyBytes(version, write), as: UTF8.self)
}

@Suite struct ReplyTests {
  struct Row: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var resp2: String
    var resp3: String
    var write: @Sendable (inout ReplyBuffer) -> Void

    init(
      _ name: String, _ resp2: String, _ resp3: String? = nil,
      _ write: @escaping @Sendable (inout ReplyBuffer) -> Void
    ) {
      testDescription = name
      self.resp2 = resp2
      self.resp3 = resp3 ?? resp2
      self.write = write
    }
  }

  static let rows: [Row] = [
    Row("simple", "+PONG\r\n") { $0.simple("PONG") },
    Row("ok", "+OK\r\n") { $0.ok() },
    Row("error", "-ERR syntax error\r\n") { $0.error("ERR syntax error") },
    Row("integer", ":0\r\n:-1\r\n:42\r\n") { reply in
      for value: Int64 in [0, -1, 42] { reply.integer(value) }
    },
    Row("widest integers", ":9223372036854775807\r\n:-9223372036854775808\r\n") { reply in
      reply.integer(.max)
      reply.integer(.min)
    },
    Row("bulk", "$5\r\nhello\r\n") { $0.bulk("hello") },
    Row("empty bulk", "$0\r\n\r\n") { $0.bulk("") },
    Row("null", "$-1\r\n", "_\r\n") { $0.null() },
    Row("null array", "*-1\r\n", "_\r\n") { $0.nullArray() },
    Row("array", "*0\r\n*2\r\n") { reply in
      reply.array(0)
      reply.array(2)
    },
    Row("map", "*6\r\n", "%3\r\n") { $0.map(3) },
    Row("set", "*3\r\n", "~3\r\n") { $0.set(3) },
    Row("push", "*3\r\n", ">3\r\n") { $0.push(3) },
    Row("boolean", ":1\r\n:0\r\n", "#t\r\n#f\r\n") { reply in
      reply.boolean(true)
      reply.boolean(false)
    },
    Row("double", "$4\r\n3.25\r\n", ",3.25\r\n") { $0.double(3.25) },
    Row("infinity", "$4\r\n-inf\r\n", ",-inf\r\n") { $0.double(-.infinity) },
    Row("big number", "$20\r\n12345678901234567890\r\n", "(12345678901234567890\r\n") {
      $0.bigNumber("12345678901234567890")
    },
    Row("verbatim", "$2\r\nhi\r\n", "=6\r\ntxt:hi\r\n") { $0.verbatim(format: "txt", "hi") },
    Row("raw", "+OK\r\n") { $0.appendRaw("+OK\r\n") },
  ]

  @Test("P1: every type in both versions", arguments: rows)
  func bothVersions(row: Row) {
    #expect(reply(.resp2, row.write) == row.resp2)
    #expect(reply(.resp3, row.write) == row.resp3)
  }

  @Test func bulksAreBinarySafe() {
    let value: [UInt8] = [0x00, 0xFF, 0x0D, 0x0A]
    let written = replyBytes { reply in value.withUnsafeBytes { reply.bulk($0) } }
    #expect(written == Array("$4\r\n".utf8) + value + [0x0D, 0x0A])
  }

  @Test func stringsMadeAtRunTimeAreTheSame() {
    let text = String(repeating: "é", count: 3)
    #expect(reply { $0.bulk(text) } == "$6\r\nééé\r\n")
    #expect(reply { $0.error("ERR \(text)") } == "-ERR ééé\r\n")
  }

  static let brokenTexts = [
    ("ERR a\r\n+OK", "ERR a  +OK"), ("\nERR a\r\n\r\n", "ERR a"), ("\r\n", ""), ("", ""),
  ]

  @Test("A line break in an error cannot forge a reply", arguments: brokenTexts)
  func errorsStayOnTheirLine(text: String, shown: String) {
    #expect(reply { $0.error(text) } == "-\(shown)\r\n")
  }

  @Test func errorsQuoteBytesAsTheyAre() {
    let text: [UInt8] = Array("ERR '".utf8) + [0xFF, 0x0A, 0x27]
    let written = replyBytes { reply in text.withUnsafeBytes { reply.error($0) } }
    #expect(written == Array("-ERR '".utf8) + [0xFF, 0x20, 0x27, 0x0D, 0x0A])
  }
}
