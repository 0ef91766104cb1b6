import Glibc
import Testing

@testable import tokencache_load

struct MemcachedTextTests {
  private func encoded(_ words: [String]) -> String {
    let texts = words.map { strdup($0)! }
    defer { for text in texts { free(text) } }
    var arguments = texts.map { Optional(UnsafePointer($0)) }
    let sizes = words.map(\.utf8.count)
    let bytes = arguments.withUnsafeMutableBufferPointer {
      MemcachedText().encode(Int32(words.count), $0.baseAddress!, sizes)
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  @Test(arguments: [
    (["GET", "k"], "get k\r\n"),
    (["DEL", "k"], "delete k\r\n"),
    (["SET", "k", "value"], "set k 0 0 5\r\nvalue\r\n"),
    (["SET", "k", "", "EX", "60"], "set k 0 60 0\r\n\r\n"),
  ])
  func requestsAreTranslated(_ words: [String], _ text: String) {
    #expect(encoded(words) == text)
  }

  /// More than thirty days would be read as a date in 1970.
  @Test func aLongLifetimeBecomesAMoment() throws {
    let words = encoded(["SET", "k", "v", "EX", "31536000"]).split(separator: " ")
    #expect(try #require(Int(words[3])) > 31_536_000 + 1_700_000_000)
  }

  @Test func repliesAreFoundHoweverTheyArrive() throws {
    let wire = "VALUE k 0 5\r\nva\r\nx\r\nEND\r\nEND\r\nSTORED\r\nDELETED\r\nNOT_FOUND\r\nERROR\r\n"
    for step in [1, 2, 3, 7, 1000] {
      let found = try replies(wire, step: step)
      #expect(
        found == ["text va\r\nx", "null ", "status STORED", "integer ", "integer ", "error ERROR"])
    }
  }

  @Test func aValueLargerThanTheBufferArrives() throws {
    let value = String(repeating: "x", count: 200_000)
    let found = try replies("VALUE k 0 200000\r\n\(value)\r\nEND\r\n", step: 4096)
    #expect(found == ["text \(value)"])
  }

  private func replies(_ wire: String, step: Int) throws -> [String] {
    var ends: [Int32] = [0, 0]
    try #require(pipe(&ends) == 0)
    defer { for end in ends { close(end) } }
    let reader = MemcachedText()
    var found: [String] = []
    var rest = Array(wire.utf8)[...]
    while !rest.isEmpty {
      let piece = rest.prefix(step)
      rest = rest.dropFirst(step)
      _ = piece.withUnsafeBytes { write(ends[1], $0.baseAddress!, $0.count) }
      #expect(reader.fill(from: ends[0]))
      while let reply = reader.nextReply() { found.append("\(reply.kind) \(reply.text)") }
    }
    return found
  }
}
