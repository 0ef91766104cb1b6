/// One line of a script: its words, and numbers among them.
struct ScriptLine {
  private let words: [Substring]

  static func lines(of input: UnsafeRawBufferPointer) -> [ScriptLine] {
    String(decoding: input, as: UTF8.self).split(separator: "\n").map {
      ScriptLine(words: $0.split(separator: " "))
    }
  }

  var verb: Substring { words.first ?? "" }

  /// The word behind the verb at `index`, counted from 1; empty when the line has none.
  func word(_ index: Int) -> Substring { index < words.count ? words[index] : "" }

  /// A number in decimal; 0 for everything else.
  func number(_ index: Int) -> Int64 { Int64(word(index)) ?? 0 }

  /// Bytes in hexadecimal; what is no digit counts as 0.
  func bytes(_ index: Int) -> [UInt8] {
    let digits = word(index).utf8.map { Character(UnicodeScalar($0)).hexDigitValue ?? 0 }
    return stride(from: 0, to: digits.count - 1, by: 2).map {
      UInt8(digits[$0] << 4 | digits[$0 + 1])
    }
  }
}
