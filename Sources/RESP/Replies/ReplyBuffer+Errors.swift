/// Error replies. Every text starts with its code: `ERR syntax error`, `WRONGTYPE Operation …`.
///
/// A line break in a text would end the reply early and let a client's own bytes pass for a reply,
/// so breaks are cut off at both ends and become spaces elsewhere, as in Redis.
extension ReplyBuffer {
  /// `-text`, known when the program was built and without a line break.
  public mutating func error(_ text: StaticString) {
    text.withUTF8Buffer { line(UInt8(ascii: "-"), UnsafeRawBufferPointer($0)) }
  }

  /// `-text`.
  // Disfavoured so that a literal takes the overload that needs no `String`.
  @_disfavoredOverload
  public mutating func error(_ text: String) {
    var text = text
    text.withUTF8 { error(UnsafeRawBufferPointer($0)) }
  }

  /// `-text` from bytes, which may quote a request and need not be UTF-8.
  public mutating func error(_ text: UnsafeRawBufferPointer) {
    let isBreak = { (byte: UInt8) in byte == 0x0D || byte == 0x0A }
    let first = text.firstIndex { !isBreak($0) } ?? text.endIndex
    let end = (text.lastIndex { !isBreak($0) }).map { $0 + 1 } ?? first
    let output = reserve(3 + end - first)
    var written = 0
    func put(_ byte: UInt8) {
      // Safe: the bytes put are the ones that were reserved.
      output[written] = byte
      written += 1
    }
    put(UInt8(ascii: "-"))
    for byte in text[first..<end] { put(isBreak(byte) ? UInt8(ascii: " ") : byte) }
    put(0x0D)
    put(0x0A)
    advance(by: written)
  }

  /// `-ERR Protocol error: …`, the last reply before the connection closes.
  public mutating func error(_ failure: ProtocolError) {
    appendRaw("-ERR ")
    appendRaw(failure.prefix)
    if case .expectedBulk(let got) = failure {
      let shown = got == 0x0D || got == 0x0A ? UInt8(ascii: " ") : got
      withUnsafeBytes(of: shown) { appendRaw($0) }
      appendRaw("'")
    }
    appendRaw("\r\n")
  }
}
