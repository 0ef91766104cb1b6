import RESP
import Testing

@Suite("Looking ahead over pipelined requests") struct KeyPreviewTests {
  private static let get = "*2\r\n$3\r\nGET\r\n$3\r\nkey\r\n"
  private static let set = "*3\r\n$3\r\nSET\r\n$2\r\nk1\r\n$5\r\nvalue\r\n"

  static let cases: [(String, keys: [String], byteCount: Int)] = [
    ("", [], 0),
    (get, ["key"], get.utf8.count),
    (get + set, ["key", "k1"], get.utf8.count + set.utf8.count),
    ("*2\r\n$3\r\nGET\r\n$0\r\n\r\n", [""], 19),
    // What is not whole, or not plain, ends it.
    (get + String(set.dropLast()), ["key"], get.utf8.count),
    (get + "*2\r\n$3\r\nGET\r\n$3\r\nke", ["key"], get.utf8.count),
    (get + "*2\r\n$3\r\nGET\r\n", ["key"], get.utf8.count),
    (get + "*2\r", ["key"], get.utf8.count),
    (get + "PING\r\n" + get, ["key"], get.utf8.count),
    ("*1\r\n$4\r\nPING\r\n" + get, [], 0),
    ("*0\r\n" + get, [], 0),
    ("*-1\r\n" + get, [], 0),
    ("*2\r\n$3\r\nGET\r\n$-1\r\n" + get, [], 0),
    ("*2\r\n$3\r\nGET\r\n:3\r\nkey\r\n", [], 0),
    ("*2\r\n$3\r\nGET\r\n$999999999\r\nkey\r\n", [], 0),
    ("*2\r\n$3\r\nGET\r\n$99999999999999999999\r\nkey\r\n", [], 0),
    ("*65\r\n$3\r\nDEL\r\n$1\r\na\r\n", [], 0),
  ]

  @Test("Finds the keys of whole, plain requests and stops at anything else", arguments: cases)
  func finds(wire: String, keys: [String], byteCount: Int) {
    let found = preview(Array(wire.utf8), atMost: 16)
    #expect(found.keys == keys)
    #expect(found.byteCount == byteCount)
  }

  @Test("Finds no more keys than it is given room for")
  func keepsToItsRoom() {
    let burst = Array(String(repeating: Self.get, count: 5).utf8)
    let found = preview(burst, atMost: 3)
    #expect(found.keys == ["key", "key", "key"])
    #expect(found.byteCount == 3 * Self.get.utf8.count)
  }

  @Test("Never looks behind the end, wherever a burst is cut")
  func standsCuts() {
    let burst = Array((Self.get + Self.set + Self.get).utf8)
    for length in 0...burst.count {
      let found = preview(Array(burst[..<length]), atMost: 16)
      #expect(found.byteCount <= length, "cut at \(length)")
    }
  }

  private func preview(_ wire: [UInt8], atMost room: Int) -> (keys: [String], byteCount: Int) {
    let none = UnsafeRawBufferPointer(start: nil, count: 0)
    var keys = [UnsafeRawBufferPointer](repeating: none, count: room)
    // An exact copy, so that a sanitizer sees every byte read behind the end.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: wire.count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: wire)
    let found = keys.withUnsafeMutableBufferPointer {
      KeyPreview.find(in: UnsafeRawBufferPointer(copy), $0)
    }
    return (keys[..<found.count].map { String(decoding: $0, as: UTF8.self) }, found.byteCount)
  }
}
