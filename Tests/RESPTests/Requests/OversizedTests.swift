import RESP
import Testing

/// B4: an argument past the limit costs its request and nothing else.
@Suite struct OversizedTests {
  static let limits = ParserLimits(maxBulkLength: 8)

  static let streams: [(wire: String, events: [WireEvent])] = [
    (multibulk("SET", "k", "123456789"), [.oversized(9)]),
    (multibulk("SET", "k", "12345678"), [request("SET", "k", "12345678")]),
    (
      multibulk("SET", "123456789", "v", "EX", "10") + multibulk("GET", "k"),
      [.oversized(9), request("GET", "k")]
    ),
    (
      multibulk("MSET", "k", "1234567890", "k2", "12345678901") + "PING\r\n",
      [.oversized(10), request("PING")]
    ),
    (multibulk("123456789") + multibulk("123456789"), [.oversized(9), .oversized(9)]),
    (multibulk("123456789", "") + multibulk(""), [.oversized(9), request("")]),
    // The swallowed bytes look like requests; they must not be run.
    (multibulk("SET", "k", "*1\r\n$8\r\nFLUSHALL\r\n"), [.oversized(18)]),
  ]

  @Test("B4: the stream stays in step however it is cut", arguments: streams)
  func staysInStep(wire: String, expected: [WireEvent]) {
    expectEventsHoweverCut(wire, expected, limits: Self.limits)
  }

  @Test("B4: swallowed bytes never pile up in the buffer")
  func buffersNothing() {
    var parser = RequestParser(limits: Self.limits)
    let header = Array("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$1000\r\nabc".utf8)
    header.withUnsafeBytes { #expect(parser.parse($0) == .swallowed) }
    #expect(parser.consumed == header.count)
    let chunk = Array(repeating: UInt8(ascii: "x"), count: 100)
    for _ in 0..<9 {
      chunk.withUnsafeBytes { #expect(parser.parse($0) == .swallowed) }
      #expect(parser.consumed == 100)
    }
    chunk.withUnsafeBytes { #expect(parser.parse($0) == .oversized(argumentLength: 1000)) }
    #expect(parser.consumed == 99)
  }
}
