/// A text of words, some of them in quotes, by the rules of inline requests.
public enum QuotedText {
  /// Its words without their quotes; nil when a quote is left open or runs into the next word.
  public static func words(of text: [UInt8]) -> [[UInt8]]? {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: text.count + 1) { output in
      text.withUnsafeBytes { bytes in
        // Safe: there is room for one byte at least, so there is an address.
        let start = output.baseAddress.unsafelyUnwrapped
        var splitter = InlineWords(line: bytes, output: start)
        var words: [[UInt8]] = []
        while true {
          switch splitter.next() {
          case .word(let offset, let length):
            words.append(Array(UnsafeBufferPointer(start: start + offset, count: length)))
          case .end: return words
          case .unbalanced: return nil
          }
        }
      }
    }
  }
}
