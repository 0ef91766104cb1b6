import Bytes

/// Replies of one value.
/// https://redis.io/docs/latest/develop/reference/protocol-spec/
extension ReplyBuffer {
  /// `+text`. The text must have no line break.
  public mutating func simple(_ text: StaticString) {
    text.withUTF8Buffer { line(UInt8(ascii: "+"), UnsafeRawBufferPointer($0)) }
  }

  /// `+OK`.
  public mutating func ok() {
    appendRaw("+OK\r\n")
  }

  /// `:value`.
  public mutating func integer(_ value: Int64) {
    number(UInt8(ascii: ":"), value)
  }

  /// A binary-safe string.
  public mutating func bulk(_ value: UnsafeRawBufferPointer) {
    let output = reserve(DecimalInteger.longestText + 5 + value.count)
    let head = Self.number(UInt8(ascii: "$"), Int64(value.count), to: output)
    let end = head &+ Self.copy(value, to: output + head)
    advance(by: Self.endLine(output, end))
  }

  /// A string known when the program was built.
  public mutating func bulk(_ text: StaticString) {
    text.withUTF8Buffer { bulk(UnsafeRawBufferPointer($0)) }
  }

  /// A string.
  // Disfavoured so that a literal takes the overload that needs no `String`.
  @_disfavoredOverload
  public mutating func bulk(_ text: String) {
    var text = text
    text.withUTF8 { bulk(UnsafeRawBufferPointer($0)) }
  }

  /// No value: `_`, or the null bulk string `$-1` in RESP2.
  public mutating func null() {
    appendRaw(version == .resp3 ? "_\r\n" : "$-1\r\n")
  }

  /// No value where an array was asked for: `_`, or the null array `*-1` in RESP2.
  public mutating func nullArray() {
    appendRaw(version == .resp3 ? "_\r\n" : "*-1\r\n")
  }

  /// `#t` or `#f`; the integers 1 and 0 in RESP2.
  public mutating func boolean(_ value: Bool) {
    if version == .resp3 {
      appendRaw(value ? "#t\r\n" : "#f\r\n")
    } else {
      integer(value ? 1 : 0)
    }
  }

  /// `,value`; a bulk string in RESP2. See `DecimalDouble.text` for its spelling.
  public mutating func double(_ value: Double) {
    lineOrBulk(UInt8(ascii: ","), DecimalDouble.text(value))
  }

  /// `(digits`; a bulk string in RESP2. The digits are an optional minus sign and decimal digits.
  public mutating func bigNumber(_ digits: String) {
    lineOrBulk(UInt8(ascii: "("), digits)
  }

  /// Text for people. `format` has three letters: `txt` or `mkd`. A bulk string in RESP2, which has
  /// no place for the format.
  public mutating func verbatim(format: StaticString, _ text: UnsafeRawBufferPointer) {
    precondition(format.utf8CodeUnitCount == 3, "a verbatim format has three letters")
    if version == .resp3 { blob(UInt8(ascii: "="), format, text) } else { bulk(text) }
  }

  /// Text for people. See `verbatim(format:_:)` of bytes.
  public mutating func verbatim(format: StaticString, _ text: String) {
    var text = text
    text.withUTF8 { verbatim(format: format, UnsafeRawBufferPointer($0)) }
  }

  private mutating func lineOrBulk(_ type: UInt8, _ text: String) {
    guard version == .resp3 else { return bulk(text) }
    var text = text
    text.withUTF8 { line(type, UnsafeRawBufferPointer($0)) }
  }
}

/// Heads of compound replies; the elements follow as replies of their own.
extension ReplyBuffer {
  /// `count` replies follow.
  public mutating func array(_ count: Int) {
    head(UInt8(ascii: "*"), count)
  }

  /// `count` pairs of key and value follow: 2 × `count` replies, an array of them in RESP2.
  public mutating func map(_ count: Int) {
    if version == .resp3 { head(UInt8(ascii: "%"), count) } else { array(count * 2) }
  }

  /// `count` distinct replies follow; an array in RESP2.
  public mutating func set(_ count: Int) {
    head(version == .resp3 ? UInt8(ascii: "~") : UInt8(ascii: "*"), count)
  }

  /// `count` replies follow that answer no request; an array in RESP2.
  public mutating func push(_ count: Int) {
    head(version == .resp3 ? UInt8(ascii: ">") : UInt8(ascii: "*"), count)
  }

  private mutating func head(_ type: UInt8, _ count: Int) {
    precondition(count >= 0, "a compound reply has no negative length")
    number(type, Int64(count))
  }
}

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
