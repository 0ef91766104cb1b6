/// Splits one inline line of the protocol into words, each decoded to an output of the caller's.
///
/// Double quotes know `\n \r \t \b \a`, `\xHH` and `\` before any other byte; single quotes know
/// only `\'`. A closing quote must be followed by white space or the line's end.
public struct InlineWords {
  /// What comes next in the line.
  public enum Step {
    /// A word, decoded to `offset` in the output.
    case word(offset: Int, length: Int)
    /// Nothing is left.
    case end
    /// A quote is left open or runs into the next word.
    case unbalanced
  }

  private enum Piece { case more, wordEnd, unbalanced }

  private let line: UnsafeRawBufferPointer
  private let output: UnsafeMutablePointer<UInt8>
  private var input = 0
  private var written = 0
  /// The quote the word is in; nil outside quotes.
  private var quote: UInt8?

  /// - Parameter output: Has room for as many bytes as `line` has.
  public init(line: UnsafeRawBufferPointer, output: UnsafeMutablePointer<UInt8>) {
    self.line = line
    self.output = output
  }

  /// The next word. O(length of it).
  public mutating func next() -> Step {
    while let byte = peek(), ASCII.isSpace(byte) { input += 1 }
    guard input < line.count else { return .end }
    let start = written
    quote = nil
    while true {
      switch quote == nil ? plainByte() : quotedByte() {
      case .more: continue
      case .wordEnd: return .word(offset: start, length: written - start)
      case .unbalanced: return .unbalanced
      }
    }
  }

  private mutating func plainByte() -> Piece {
    guard let byte = peek() else { return .wordEnd }
    input += 1
    switch byte {
    case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"):
      return .wordEnd
    case UInt8(ascii: "\""), UInt8(ascii: "'"): quote = byte
    default: emit(byte)
    }
    return .more
  }

  private mutating func quotedByte() -> Piece {
    guard let byte = peek() else { return .unbalanced }
    input += 1
    if byte == quote { return closeQuote() }
    if byte == UInt8(ascii: "\\") { escape() } else { emit(byte) }
    return .more
  }

  private func closeQuote() -> Piece {
    guard let following = peek() else { return .wordEnd }
    return ASCII.isSpace(following) ? .wordEnd : .unbalanced
  }

  /// The byte before `input` was a backslash inside quotes.
  private mutating func escape() {
    if quote == UInt8(ascii: "'") {
      emitEscaped(if: peek() == quote, as: UInt8(ascii: "'"))
    } else if peek() == UInt8(ascii: "x"), let high = hexDigit(at: 1), let low = hexDigit(at: 2) {
      input += 3
      emit(high << 4 | low)
    } else {
      emitEscaped(if: peek() != nil, as: peek().map(Self.controlByte) ?? 0)
    }
  }

  /// Emits `byte` for the escape, or the backslash itself when there is no escape.
  private mutating func emitEscaped(if isEscape: Bool, as byte: UInt8) {
    if isEscape { input += 1 }
    emit(isEscape ? byte : UInt8(ascii: "\\"))
  }

  /// The byte that `\` and `letter` stand for in double quotes.
  public static func controlByte(_ letter: UInt8) -> UInt8 {
    switch letter {
    case UInt8(ascii: "n"): 0x0A
    case UInt8(ascii: "r"): 0x0D
    case UInt8(ascii: "t"): 0x09
    case UInt8(ascii: "b"): 0x08
    case UInt8(ascii: "a"): 0x07
    default: letter
    }
  }

  private func hexDigit(at distance: Int) -> UInt8? {
    peek(distance).flatMap(ASCII.hexValue)
  }

  private func peek(_ distance: Int = 0) -> UInt8? {
    input + distance < line.count ? line[input + distance] : nil
  }

  private mutating func emit(_ byte: UInt8) {
    // Safe: at most one byte is written per byte read, and the output is as long as the line.
    output[written] = byte
    written += 1
  }
}
