import RESP
import Testing

@Suite struct ProtocolErrorTests {
  static let streams: [(wire: String, error: ProtocolError)] = [
    ("*x\r\n", .invalidMultibulkLength),
    ("*\r\n", .invalidMultibulkLength),
    ("*3x\r\n", .invalidMultibulkLength),
    ("*+1\r\n", .invalidMultibulkLength),
    ("*01\r\n", .invalidMultibulkLength),
    ("*-0\r\n", .invalidMultibulkLength),
    ("* 1\r\n", .invalidMultibulkLength),
    ("*1048577\r\n", .invalidMultibulkLength),
    ("*2147483648\r\n", .invalidMultibulkLength),
    ("*9223372036854775808\r\n", .invalidMultibulkLength),
    ("*1\r\nPING\r\n", .expectedBulk(got: UInt8(ascii: "P"))),
    ("*1\r\n:4\r\nPING\r\n", .expectedBulk(got: UInt8(ascii: ":"))),
    ("*1\r\n\r\n", .expectedBulk(got: UInt8(ascii: "\r"))),
    ("*2\r\n$3\r\nGET\r\n*1\r\n", .expectedBulk(got: UInt8(ascii: "*"))),
    ("*1\r\n$-1\r\n", .invalidBulkLength),
    ("*1\r\n$\r\n", .invalidBulkLength),
    ("*1\r\n$x\r\n", .invalidBulkLength),
    ("*1\r\n$04\r\nPING\r\n", .invalidBulkLength),
    ("*1\r\n$536870913\r\n", .invalidBulkLength),
    ("*1\r\n$99999999999999999999999\r\n", .invalidBulkLength),
  ]

  @Test("P1: what is no request is named as Redis names it", arguments: streams)
  func names(wire: String, error: ProtocolError) {
    let found = events(of: wire)
    #expect(found == [.failure(error)])
    expectEventsHoweverCut(wire, [.failure(error)])
  }

  @Test func aRequestThatIsBeingSwallowedIsStillLookedAt() {
    let swallowed = String(repeating: "x", count: 2_000_002)
    let found = events(of: "*3\r\n$2000000\r\n" + swallowed + "$x\r\n")
    #expect(found == [.failure(.invalidBulkLength)])
  }

  @Test(arguments: streams)
  func aFailureLastsUntilTheConnectionIsClosed(wire: String, error: ProtocolError) {
    var parser = RequestParser(limits: ParserLimits())
    Array((wire + "*1\r\n$4\r\nPING\r\n").utf8).withUnsafeBytes { bytes in
      #expect(parser.parse(bytes) == .failure(error))
      #expect(parser.consumed == 0)
      #expect(parser.parse(bytes) == .failure(error))
    }
  }

  @Test func endlessCountLinesAreRefused() {
    let limits = ParserLimits(maxInlineLength: 20)
    let digits = String(repeating: "1", count: 20)
    #expect(events(of: "*" + digits, limits: limits) == [.failure(.multibulkCountTooLong)])
    #expect(events(of: "*1\r\n$" + digits, limits: limits) == [.failure(.bulkCountTooLong)])
    #expect(events(of: "*1\r\n$" + digits.dropLast(), limits: limits) == [.waiting(24)])
    let whole = "*1\r\n$" + digits + "\r\n"
    expectEventsHoweverCut(whole, [.failure(.bulkCountTooLong)], limits: limits)
  }

  @Test("B5: a client that has not authenticated gets little room")
  func strangersGetLittleRoom() {
    let limits = ParserLimits(isUnauthenticated: true)
    let ten = "*10\r\n" + String(repeating: "$1\r\nx\r\n", count: 10)
    #expect(events(of: ten, limits: limits).count == 2)
    let eleven = [WireEvent.failure(.unauthenticatedMultibulkLength)]
    #expect(events(of: "*11\r\n", limits: limits) == eleven)
    let head = "*2\r\n$1\r\nx\r\n$8172\r\n"
    #expect(head.utf8.count + 8172 + 2 == ParserLimits.unauthenticatedRequestLength)
    #expect(events(of: head, limits: limits) == [.waiting(18)])
    let long = [WireEvent.failure(.unauthenticatedBulkLength)]
    #expect(events(of: "*2\r\n$1\r\nx\r\n$8173\r\n", limits: limits) == long)
    let line = String(repeating: "a", count: 2048)
    #expect(events(of: line, limits: limits) == [.waiting(2048)])
    #expect(events(of: line + "a", limits: limits) == [.failure(.inlineTooLong)])
    #expect(
      events(of: "*1\r\n$" + String(repeating: "1", count: 2_048), limits: limits) == [
        .failure(.bulkCountTooLong)
      ])
    let tenWords = String(repeating: "a ", count: 10)
    #expect(events(of: tenWords + "\r\n", limits: limits).count == 2)
    #expect(events(of: tenWords + "a\r\n", limits: limits) == eleven)
    // A count that is wrong for anybody is called wrong first.
    #expect(events(of: "*1048577\r\n", limits: limits) == [.failure(.invalidMultibulkLength)])
  }

  @Test func limitsMayChangeBetweenRequests() {
    var client = WireClient(limits: ParserLimits(isUnauthenticated: true))
    client.receive(multibulk("AUTH", "x").utf8)
    client.parser.limits.isUnauthenticated = false
    client.receive(multibulk(Array(repeating: [UInt8(ascii: "x")], count: 11)))
    #expect(client.finish().count == 3)
  }

  static let texts: [(ProtocolError, String)] = [
    (.invalidMultibulkLength, "Protocol error: invalid multibulk length"),
    (.unauthenticatedMultibulkLength, "Protocol error: unauthenticated multibulk length"),
    (.multibulkCountTooLong, "Protocol error: too big mbulk count string"),
    (.bulkCountTooLong, "Protocol error: too big bulk count string"),
    (.expectedBulk(got: UInt8(ascii: "x")), "Protocol error: expected '$', got 'x'"),
    (.invalidBulkLength, "Protocol error: invalid bulk length"),
    (.unauthenticatedBulkLength, "Protocol error: unauthenticated bulk length"),
    (.inlineTooLong, "Protocol error: too big inline request"),
    (.unbalancedQuotes, "Protocol error: unbalanced quotes in request"),
  ]

  @Test("P1: the texts are those that clients match", arguments: texts)
  func text(error: ProtocolError, text: String) {
    #expect(error.message == text)
    #expect(reply { $0.error(error) } == "-ERR \(text)\r\n")
  }

  @Test func theOffendingByteIsShownAsItWas() {
    #expect(
      replyBytes { $0.error(ProtocolError.expectedBulk(got: 0xE9)) }
        == Array("-ERR Protocol error: expected '$', got '".utf8) + [0xE9]
        + Array("'\r\n".utf8))
    #expect(reply { $0.error(ProtocolError.expectedBulk(got: 0x0A)) }.hasSuffix("got ' '\r\n"))
  }
}
