import RESP

@testable import Configuration

/// One inline line, compared with the words that a configuration file would have on the same line:
/// Redis splits both with the same rules.
struct InlineTarget: FuzzTarget {
  func run(_ input: UnsafeRawBufferPointer) {
    let line = input.prefix { $0 != UInt8(ascii: "\n") }
    // A multibulk request is another target; a line's own end and two rare blanks differ.
    guard line.first != UInt8(ascii: "*"),
      !line.contains(where: { [0x0B, 0x0C, 0x0D].contains($0) })
    else { return }
    let words = QuotedWords.split(Array(line)[...])
    let isText = String(validating: line, as: UTF8.self) != nil
    guard let found = parsed(Array(line)) else {
      return require(words == nil, "a file takes what a client may not send: \(words ?? [])")
    }
    // Escapes can make words that are no text.
    guard isText, found.allSatisfy({ String(validating: $0, as: UTF8.self) != nil }) else { return }
    require(words.map { $0.map { Array($0.utf8) } } == found, "\(found) \(words ?? ["-"])")
  }

  /// nil when quotes do not balance.
  private func parsed(_ line: [UInt8]) -> [[UInt8]]? {
    var parser = RequestParser(limits: ParserLimits())
    return (line + [UInt8(ascii: "\n")]).withUnsafeBytes { bytes in
      switch parser.parse(bytes) {
      case .request:
        let arguments = parser.arguments(in: bytes)
        return (0..<arguments.count).map { [UInt8](arguments[$0]) }
      case .empty: return []
      default: return nil
      }
    }
  }
}
