import Glibc

/// memcached's text protocol for the commands the workloads send, behind the same interface as RESP,
/// so that the loops that send and measure are the same ones.
/// https://github.com/memcached/memcached/blob/master/doc/protocol.txt
final class MemcachedText {
  /// A longer lifetime would be taken as a moment in seconds since 1970.
  private static let longestRelativeTtlSeconds: Int64 = 30 * 86_400

  private var request: [UInt8] = []
  private var input = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 << 10, alignment: 16)
  private var begin = 0
  private var end = 0

  deinit {
    input.deallocate()
  }

  /// What a Redis argument vector means here: GET key, DEL key, SET key value [EX seconds]. The bytes
  /// hold until the next call.
  func encode(
    _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafePointer<CChar>?>,
    _ sizes: UnsafePointer<Int>
  ) -> [UInt8] {
    // Safe: the encoder fills every argument it counts.
    func word(_ number: Int) -> UnsafeRawBufferPointer {
      UnsafeRawBufferPointer(start: arguments[number]!, count: sizes[number])
    }
    request.removeAll(keepingCapacity: true)
    switch word(0).first {
    case UInt8(ascii: "G"): put("get ", word(1), "\r\n")
    case UInt8(ascii: "D"): put("delete ", word(1), "\r\n")
    default:
      let ttl = count > 4 ? Self.lifetime(word(4)) : 0
      put("set ", word(1), " 0 \(ttl) \(sizes[2])\r\n")
      put("", word(2), "\r\n")
    }
    return request
  }

  /// Takes what the socket has. False when the server closed it.
  func fill(from descriptor: Int32) -> Bool {
    makeRoom()
    let count = read(descriptor, input.baseAddress! + end, input.count - end)
    if count > 0 { end += count }
    return count > 0 || (count < 0 && errno == EAGAIN)
  }

  /// The next complete reply, nil when more bytes must come first.
  func nextReply() -> Reply? {
    let waiting = UnsafeMutableRawBufferPointer(rebasing: input[begin..<end])
    guard let line = waiting.firstIndex(of: UInt8(ascii: "\n")), line > 0 else { return nil }
    let head = UnsafeMutableRawBufferPointer(rebasing: waiting[..<(line - 1)])
    guard head.starts(with: "VALUE ".utf8) else {
      begin += line + 1
      return Self.reply(head)
    }
    let size = head.reversed().prefix { $0 != UInt8(ascii: " ") }.reversed()
      .reduce(0) { $0 * 10 + Int($1 &- 48) }
    // The value is followed by a line end and the line END.
    let whole = line + 1 + size + "\r\nEND\r\n".utf8.count
    guard waiting.count >= whole else { return nil }
    begin += whole
    let value = UnsafeMutableRawBufferPointer(rebasing: waiting[(line + 1)..<(line + 1 + size)])
    return Reply(kind: .text, integer: 0, bytes: value)
  }

  private static func reply(_ line: UnsafeMutableRawBufferPointer) -> Reply {
    switch String(decoding: line, as: UTF8.self) {
    case "STORED": Reply(kind: .status, integer: 0, bytes: line)
    case "END": Reply()
    case "DELETED": Reply(kind: .integer, integer: 1)
    case "NOT_FOUND": Reply(kind: .integer, integer: 0)
    default: Reply(kind: .error, integer: 0, bytes: line)
    }
  }

  /// Seconds as memcached takes them.
  private static func lifetime(_ digits: UnsafeRawBufferPointer) -> Int64 {
    let seconds = digits.reduce(Int64(0)) { $0 * 10 + Int64($1 &- 48) }
    return seconds <= longestRelativeTtlSeconds ? seconds : seconds + Clock.wallMs() / 1000
  }

  private func put(_ before: String, _ bytes: UnsafeRawBufferPointer, _ after: String) {
    request.append(contentsOf: before.utf8)
    request.append(contentsOf: bytes)
    request.append(contentsOf: after.utf8)
  }

  /// Moves what is unread to the front, and doubles the buffer when a value fills it.
  private func makeRoom() {
    if begin > 0 {
      memmove(input.baseAddress!, input.baseAddress! + begin, end - begin)
      end -= begin
      begin = 0
    }
    guard end == input.count else { return }
    let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: end * 2, alignment: 16)
    larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: input[..<end]))
    input.deallocate()
    input = larger
  }
}
