import Bytes

/// Splits a line the way redis.conf is read: blanks separate words; `"…"` takes escapes
/// (`\n \r \t \b \a \\ \" \xHH`), `'…'` only `\'`. A closing quote must end its word.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/config-file/
struct QuotedWords {
  private var rest: ArraySlice<UInt8>
  /// Whether `;` and line ends separate lines.
  private var hasLines = false

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

  /// The words of each line of a text in which `;` or a line end closes a line. Lines without words
  /// are left out. Nil when quotes are unbalanced or a word is not UTF-8.
  static func lines(_ text: ArraySlice<UInt8>) -> [[String]]? {
    var splitter = QuotedWords(rest: text, hasLines: true)
    var lines: [[String]] = [[]]
    while splitter.skipBlanks() {
      if splitter.skipLineEnd() {
        lines.append([])
        continue
      }
      guard let bytes = splitter.word(), let word = String(validating: bytes, as: UTF8.self) else {
        return nil
      }
      lines[lines.count - 1].append(word)
    }
    return lines.filter { !$0.isEmpty }
  }

  /// The word as it must be written to be read as one word again, in a line or in a text of lines.
  static func quoted(_ word: String) -> String {
    let isPlain = word.utf8.allSatisfy { $0 > 0x20 && $0 != 0x7F && !special.contains($0) }
    if isPlain && !word.isEmpty && !word.hasPrefix("#") { return word }
    let text = word.unicodeScalars.map { scalar in
      switch scalar {
      case "\"", "\\": "\\\(scalar)"
      case "\n": "\\n"
      case _ where scalar.value < 0x20 || scalar.value == 0x7F:
        "\\x" + (scalar.value < 0x10 ? "0" : "") + String(scalar.value, radix: 16)
      default: String(scalar)
      }
    }
    return "\"" + text.joined() + "\""
  }

  private static let special = Array("\"'\\;".utf8)

  /// Whether anything is left behind the blanks.
  private mutating func skipBlanks() -> Bool {
    rest = rest.drop { ASCII.isSpace($0) && !isLineEnd($0) }
    return !rest.isEmpty
  }

  private mutating func skipLineEnd() -> Bool {
    guard let byte = rest.first, isLineEnd(byte) else { return false }
    rest.removeFirst()
    return true
  }

  private func isLineEnd(_ byte: UInt8) -> Bool {
    hasLines && (byte == UInt8(ascii: ";") || byte == UInt8(ascii: "\n"))
  }

  private func endsWord(_ byte: UInt8) -> Bool { ASCII.isSpace(byte) || isLineEnd(byte) }

  private mutating func word() -> [UInt8]? {
    var word: [UInt8] = []
    while let byte = rest.first, !endsWord(byte) {
      rest.removeFirst()
      guard byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") else {
        word.append(byte)
        continue
      }
      guard let quoted = quoted(by: byte), rest.first.map(endsWord) ?? true else { return nil }
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
    let digits = rest.prefix(2).compactMap(ASCII.hexValue)
    if letter == UInt8(ascii: "x"), digits.count == 2 {
      rest.removeFirst(2)
      return digits[0] << 4 | digits[1]
    }
    return InlineWords.controlByte(letter)
  }
}
