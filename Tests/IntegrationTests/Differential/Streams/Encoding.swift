extension CommandStream {
  /// A command as clients send it, and now and then as somebody would type it.
  mutating func encode(_ words: Words, to bytes: inout [UInt8]) {
    let isShort = words.reduce(0) { $0 + $1.count } < 1_000
    if isShort, random.once(in: 40) {
      bytes += inline(words).utf8
    } else {
      bytes += multibulk(words)
    }
  }
}

/// The words of a command as an array of bulk strings.
func multibulk(_ words: [[UInt8]]) -> [UInt8] {
  var bytes = Array("*\(words.count)\r\n".utf8)
  for word in words {
    bytes += "$\(word.count)\r\n".utf8
    bytes += word
    bytes += [0x0D, 0x0A]
  }
  return bytes
}

/// The words of a command on one line, in quotes where they need them.
private func inline(_ words: [[UInt8]]) -> String {
  words.map { word in
    // A star at the beginning of a line would announce an array.
    let isPlain = !word.isEmpty && word.allSatisfy { $0 > 0x2A && $0 < 0x7F }
    if isPlain { return String(decoding: word, as: UTF8.self) }
    let digits = word.map { ($0 < 16 ? "\\x0" : "\\x") + String($0, radix: 16) }
    return "\"" + digits.joined() + "\""
  }.joined(separator: " ") + "\r\n"
}
