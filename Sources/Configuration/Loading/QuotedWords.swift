/// Splits a line the way redis.conf is read: blanks separate words; `"…"` takes escapes
/// (`\n \r \t \b \a \\ \" \xHH`), `'…'` only `\'`. A closing quote must end its word.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/
struct QuotedWords {
  private var rest: ArraySlice<UInt8>

  /// Nil when quotes are unbalanced or a word is not UTF-8.
  static func split(_ line: ArraySlice<UInt8>) -> [String]? {
    var splitter = QuotedWords(rest: line)
    var words: [String] = []
    while splitter.skipBlanks() {
      guard let bytes = splitter.word(), let word = String(validating: bytes, as: UTF8.self) else {
        return nil
      }
      words.append(word)
    }
    return words
  }

  /// Whether anything is left behind the blanks.
  private mutating func skipBlanks() -> Bool {
    rest = rest.drop(while: isSpace)
    return !rest.isEmpty
  }

  private mutating func word() -> [UInt8]? {
    var word: [UInt8] = []
    while let byte = rest.first, !isSpace(byte) {
      rest.removeFirst()
      guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else {
        word.append(byte)
        continue
      }
      guard let quoted = quoted(by: byte), rest.first.map(isSpace) ?? true else { return nil }
      return word + quoted
    }
    return word
  }

  private mutating func quoted(by quote: UInt8) -> [UInt8]? {
    var text: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == quote { return text }
      guard byte == UInt8(ascii: "\\"), let next = rest.first else {
        text.append(byte)
        continue
      }
      if quote == UInt8(ascii: "\"") {
        text.append(escaped())
      } else if next == quote {
        rest.removeFirst()
        text.append(quote)
      } else {
        text.append(byte)
      }
    }
    return nil
  }

  /// The byte that an escape stands for; the backslash is already read.
  private mutating func escaped() -> UInt8 {
    let letter = rest.removeFirst()
    if letter == UInt8(ascii: "x"), let byte = hexadecimal(rest.prefix(2)) {
      rest.removeFirst(2)
      return byte
    }
    return Self.escapes[letter] ?? letter
  }

  private func hexadecimal(_ digits: ArraySlice<UInt8>) -> UInt8? {
    guard digits.count == 2, digits.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }) else {
      return nil
    }
    return UInt8(String(decoding: digits, as: UTF8.self), radix: 16)
  }

  private static let escapes: [UInt8: UInt8] = [
    UInt8(ascii: "n"): 0x0A, UInt8(ascii: "r"): 0x0D, UInt8(ascii: "t"): 0x09,
    UInt8(ascii: "b"): 0x08, UInt8(ascii: "a"): 0x07,
  ]
}

/// Blanks as C's isspace has them in the POSIX locale.
func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
