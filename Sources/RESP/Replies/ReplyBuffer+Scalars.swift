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
