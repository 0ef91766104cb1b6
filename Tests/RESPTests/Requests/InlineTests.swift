import RESP
import Testing

@Suite struct InlineTests {
  static let streams: [(wire: String, events: [WireEvent])] = [
    ("PING\r\n", [request("PING")]),
    ("PING\n", [request("PING")]),
    ("\r\n\nPING\r\n", [.empty, .empty, request("PING")]),
    ("   \t \r\n", [.empty]),
    ("  SET \t k  v \r\n", [request("SET", "k", "v")]),
    // Words end at four blanks, but the two other white spaces are skipped between words.
    ("ECHO a\u{0B}b\r\n", [request("ECHO", "a\u{0B}b")]),
    ("\u{0B}\u{0C}PING\r\n", [request("PING")]),
    ("ECHO a\rb\r\n", [request("ECHO", "a", "b")]),
    (#"ECHO """# + "\r\n", [request("ECHO", "")]),
    (#"ECHO '' """# + "\r\n", [request("ECHO", "", "")]),
    (#"ECHO "a b" 'c d'"# + "\r\n", [request("ECHO", "a b", "c d")]),
    (#"ECHO a"b c""# + "\r\n", [request("ECHO", "ab c")]),
    (#"ECHO "\x41\n\r\t\b\a\q\"\\""# + "\r\n", [request("ECHO", "A\n\r\t\u{8}\u{7}q\"\\")]),
    (#"ECHO "\x4g\x""# + "\r\n", [request("ECHO", "x4gx")]),
    (#"ECHO 'it\'s \n'"# + "\r\n", [request("ECHO", #"it's \n"#)]),
    (#"ECHO a\x41"# + "\r\n", [request("ECHO", #"a\x41"#)]),
    ("ECHO \"a\"\u{0B}b\r\n", [request("ECHO", "a", "b")]),
    ("ECHO \"a\r\n", [.failure(.unbalancedQuotes)]),
    ("ECHO 'a\r\n", [.failure(.unbalancedQuotes)]),
    ("ECHO \"a\\\r\n", [.failure(.unbalancedQuotes)]),
    ("ECHO \"a\"b\r\n", [.failure(.unbalancedQuotes)]),
    ("ECHO 'a'b\r\n", [.failure(.unbalancedQuotes)]),
    ("ECHO ''\"\"\r\n", [.failure(.unbalancedQuotes)]),
    // A NUL byte is a byte like others.
    ("EC\0HO \"\\x00\"\r\n", [request("EC\0HO", "\0")]),
  ]

  @Test("P1: inline requests are split as a shell would", arguments: streams)
  func splits(wire: String, expected: [WireEvent]) {
    expectEventsHoweverCut(wire, expected)
  }

  @Test func escapesMayMakeAnyByte() {
    let wire = #"ECHO "\xff\xFE\x80""# + "\n"
    #expect(events(of: wire).first == .request([Array("ECHO".utf8), [0xFF, 0xFE, 0x80]]))
  }

  @Test func longLinesAreDecodedToo() {
    let word = String(repeating: "w", count: 1000)
    let wire = "SET \"k \\x41\" '\(word)' \(word)\r\n"
    expectEventsHoweverCut(wire, [request("SET", "k A", word, word)])
  }

  @Test func aLineAsLongAsTheLimitIsARequest() {
    let limits = ParserLimits(maxInlineLength: 10)
    expectEventsHoweverCut("ECHO 45678\n", [request("ECHO", "45678")], limits: limits)
    expectEventsHoweverCut("ECHO 456789\n", [.failure(.inlineTooLong)], limits: limits)
    #expect(events(of: "ECHO 456789", limits: limits) == [.failure(.inlineTooLong)])
  }

  @Test func anOversizedWordIsAnErrorNotARequest() {
    let limits = ParserLimits(maxBulkLength: 4)
    let expected: [WireEvent] = [.oversized(5), request("PING")]
    expectEventsHoweverCut("ECHO abc 12345\nPING\n", expected, limits: limits)
  }
}
