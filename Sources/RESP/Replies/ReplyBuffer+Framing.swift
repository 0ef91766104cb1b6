/// The three shapes that every reply is made of.
extension ReplyBuffer {
  /// A type byte, text, line end.
  mutating func line(_ type: UInt8, _ text: UnsafeRawBufferPointer) {
    let output = reserve(text.count + 3)
    output[0] = type
    let end = 1 &+ Self.copy(text, to: output + 1)
    advance(by: Self.endLine(output, end))
  }

  /// A type byte, an integer, line end.
  mutating func number(_ type: UInt8, _ value: Int64) {
    let output = reserve(DecimalInteger.longestText + 3)
    advance(by: Self.number(type, value, to: output))
  }

  /// A type byte, a length, line end, `format` and a colon if there is one, the bytes, line end.
  mutating func blob(_ type: UInt8, _ format: StaticString, _ value: UnsafeRawBufferPointer) {
    let formatLength = format.utf8CodeUnitCount == 0 ? 0 : format.utf8CodeUnitCount + 1
    let length = formatLength + value.count
    let output = reserve(DecimalInteger.longestText + 5 + length)
    var end = Self.number(type, Int64(length), to: output)
    if formatLength > 0 {
      end += format.withUTF8Buffer { Self.copy(UnsafeRawBufferPointer($0), to: output + end) }
      output[end] = UInt8(ascii: ":")
      end += 1
    }
    end &+= Self.copy(value, to: output + end)
    advance(by: Self.endLine(output, end))
  }

  @inline(__always)
  static func number(
    _ type: UInt8, _ value: Int64, to output: UnsafeMutablePointer<UInt8>
  ) -> Int {
    output[0] = type
    return endLine(output, 1 &+ DecimalInteger.write(value, to: output + 1))
  }

  /// Safe: each caller has reserved the two bytes.
  @inline(__always)
  static func endLine(_ output: UnsafeMutablePointer<UInt8>, _ end: Int) -> Int {
    output[end] = UInt8(ascii: "\r")
    output[end &+ 1] = UInt8(ascii: "\n")
    return end &+ 2
  }
}
