import Bytes
import RESP
import Testing

/// Requests as clients send them. Each stream is also cut at every position and fed byte by byte.
@Suite struct MultibulkTests {
  static let streams: [(wire: String, events: [WireEvent])] = [
    ("", []),
    ("*1\r\n$4\r\nPING\r\n", [request("PING")]),
    ("*2\r\n$3\r\nGET\r\n$5\r\nkey:1\r\n", [request("GET", "key:1")]),
    ("*3\r\n$3\r\nSET\r\n$1\r\nk\r\n$0\r\n\r\n", [request("SET", "k", "")]),
    ("*1\r\n$0\r\n\r\n", [request("")]),
    ("*2\r\n$4\r\nECHO\r\n$12\r\n*1\r\n$3\r\nGET\r\r\n", [request("ECHO", "*1\r\n$3\r\nGET\r")]),
    // A count of zero or less is no request and gets no reply.
    ("*0\r\n*1\r\n$4\r\nPING\r\n", [.empty, request("PING")]),
    ("*-1\r\n*-9223372036854775808\r\n", [.empty, .empty]),
    // Redis looks at the carriage return alone, and skips two bytes behind an argument unseen.
    ("*1\rx$4\ryPINGzz", [request("PING")]),
    ("*1\r\n$4\r\nPINGPING\r\n", [request("PING"), request("NG")]),
    (
      multibulk("GET", "a") + "GET b\r\n" + multibulk("DEL", "c") + "\r\n",
      [request("GET", "a"), request("GET", "b"), request("DEL", "c"), .empty]
    ),
    (
      "*12\r\n" + String(repeating: "$1\r\nx\r\n", count: 12),
      [.request(Array(repeating: [UInt8(ascii: "x")], count: 12))]
    ),
  ]

  @Test(
    "P1: whole, cut anywhere or byte by byte, a stream is the same requests", arguments: streams)
  func parsesHoweverCut(wire: String, expected: [WireEvent]) {
    expectEventsHoweverCut(wire, expected)
  }

  @Test func waitsForTheRestOfEveryPrefix() {
    let wire = Array(multibulk("SET", "key", "value").utf8)
    for length in 1..<wire.count {
      #expect(events(of: [wire[..<length]]) == [.waiting(length)])
    }
  }

  @Test func saysHowManyBytesTheArgumentLacks() {
    var client = WireClient()
    client.receive("*2\r\n$3\r\nGET\r\n".utf8)
    #expect(client.parser.bytesWanted == 0)
    client.receive("$100\r\nabc".utf8)
    #expect(client.parser.bytesWanted == 99)
    client.receive(String(repeating: "d", count: 98).utf8)
    #expect(client.parser.bytesWanted == 1)
    client.receive("\n".utf8)
    #expect(client.finish().count == 2)
  }

  @Test func doesNotReadAgainWhatItUnderstood() {
    var parser = RequestParser(limits: ParserLimits())
    let wire = Array("*2\r\n$3\r\nGET\r\n$2\r\nab\r\n".utf8)
    wire[..<20].withUnsafeBytes { #expect(parser.parse($0) == .incomplete) }
    // The counts are gone from the buffer; only the parser remembers them.
    let poisoned = Array(repeating: UInt8(ascii: "!"), count: 17) + wire[17...]
    poisoned.withUnsafeBytes { bytes in
      #expect(parser.parse(bytes) == .request)
      #expect(parser.consumed == wire.count)
      #expect(parser.arguments(in: bytes)[1].equals("ab"))
    }
  }

  @Test func doesNotSearchAgainForALineEnd() {
    for first in ["aaaa", "*111", "*1\r\n$111"] {
      var parser = RequestParser(limits: ParserLimits())
      Array(first.utf8).withUnsafeBytes { #expect(parser.parse($0) == .incomplete) }
      let searched = first.utf8.count
      let poison = first.utf8.prefix(1) + Array(repeating: UInt8(ascii: "\r"), count: searched - 1)
      (poison + Array("1".utf8)).withUnsafeBytes { #expect(parser.parse($0) == .incomplete) }
    }
  }

  @Test func keepsThousandsOfArguments() {
    let keys = (0..<5000).map { Array("key:\($0)".utf8) }
    #expect(events(of: [multibulk(keys)]) == [.request(keys), .waiting(0)])
  }

  @Test func givesBackWhatALargeRequestNeeded() {
    var client = WireClient()
    let before = client.parser.heapBytes
    client.receive(multibulk((0..<1000).map { Array("\($0)".utf8) }))
    client.receive(Array("ECHO ".utf8) + Array(repeating: UInt8(ascii: "x"), count: 1000) + [0x0A])
    #expect(client.parser.heapBytes > before)
    client.receive(Array("*2\r\n$4\r\nECHO\r\n$2\r\n".utf8))
    client.parser.releaseExcess()
    #expect(client.parser.heapBytes == before)
    client.receive(Array("hi\r\n".utf8))
    #expect(client.finish().suffix(2) == [request("ECHO", "hi"), .waiting(0)])
  }
}

/// Expects the events for the stream at once, in two pieces at every cut, and byte by byte.
func expectEventsHoweverCut(
  _ wire: String, _ expected: [WireEvent], limits: ParserLimits = ParserLimits(),
  sourceLocation: SourceLocation = #_sourceLocation
) {
  let bytes = Array(wire.utf8)
  let isOpen = if case .failure = expected.last { false } else { true }
  let expected = isOpen ? expected + [.waiting(0)] : expected
  #expect(events(of: [bytes], limits: limits) == expected, sourceLocation: sourceLocation)
  for cut in 0...bytes.count {
    let found = events(of: [bytes[..<cut], bytes[cut...]], limits: limits)
    #expect(found == expected, "cut at \(cut)", sourceLocation: sourceLocation)
  }
  let dripped = events(of: bytes.map { CollectionOfOne($0) }, limits: limits)
  #expect(dripped == expected, "byte by byte", sourceLocation: sourceLocation)
}
