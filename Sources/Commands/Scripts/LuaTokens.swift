import Bytes
import RESP

/// Words and signs of a Lua text, without comments and white space.
///
/// Strings keep their content and lose their quotes' style: each becomes `"content"`.
/// https://www.lua.org/manual/5.1/manual.html#2.1
struct LuaTokens {
  private(set) var tokens: [String] = []
  private let text: [UInt8]
  private var position = 0

  /// nil when the text uses what none of the known scripts uses, such as an unfinished string.
  init?(_ text: UnsafeRawBufferPointer) {
    self.text = [UInt8](text)
    while position < self.text.count {
      guard takeToken() else { return nil }
    }
  }

  private var byte: UInt8 { text[position] }

  private func isNext(_ word: StaticString) -> Bool {
    let end = position + word.utf8CodeUnitCount
    guard end <= text.count else { return false }
    return word.withUTF8Buffer { $0.elementsEqual(text[position..<end]) }
  }

  /// Takes white space, a comment or a token.
  private mutating func takeToken() -> Bool {
    if ASCII.isSpace(byte) {
      position += 1
      return true
    }
    if isNext("--") { return skipComment() }
    if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") { return takeString() }
    if LuaTokens.isWord(byte) { return takeWord() }
    return takeSign()
  }

  private mutating func skipComment() -> Bool {
    guard isNext("--[[") else {
      while position < text.count && byte != UInt8(ascii: "\n") { position += 1 }
      return true
    }
    while position < text.count && !isNext("]]") { position += 1 }
    position += 2
    return position <= text.count
  }

  /// A string without escapes: none of the known scripts has any.
  private mutating func takeString() -> Bool {
    let start = position + 1
    guard let end = text[start...].firstIndex(of: byte) else { return false }
    let content = text[start..<end]
    guard !content.contains(UInt8(ascii: "\\")), !content.contains(UInt8(ascii: "\n")) else {
      return false
    }
    tokens.append("\"\(String(decoding: content, as: UTF8.self))\"")
    position = end + 1
    return true
  }

  private mutating func takeWord() -> Bool {
    let start = position
    while position < text.count && LuaTokens.isWord(byte) { position += 1 }
    tokens.append(String(decoding: text[start..<position], as: UTF8.self))
    return true
  }

  private mutating func takeSign() -> Bool {
    for pair: StaticString in ["==", "~=", "<=", ">=", ".."] where isNext(pair) {
      tokens.append("\(pair)")
      position += 2
      return true
    }
    tokens.append(String(decoding: CollectionOfOne(byte), as: UTF8.self))
    position += 1
    return true
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    let lower = ASCII.lowercased(byte)
    return (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(lower) || byte == UInt8(ascii: "_")
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
  }
}
