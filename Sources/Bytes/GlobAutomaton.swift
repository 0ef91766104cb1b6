/// A pattern as a nondeterministic automaton whose states are bits (Baeza-Yates and Gonnet, "A new
/// approach to text searching", CACM 1992): a text takes time by its length × pattern length / 64, whatever
/// the two hold. Making it costs more than most matches, so it is made only for those that go wrong.
///
/// State `i` says that the first `i` elements have matched; a star before element `i` lets state `i` take any
/// byte and stay.
struct GlobAutomaton {
  private let wordCount: Int
  /// For each byte, a bit for every element that it matches.
  private var accepts: [UInt64]
  private var stays: [UInt64]
  private var elementCount = 0

  /// - Parameters:
  ///   - length: Bytes of the pattern: it has no more elements than that.
  ///   - nextElement: The next element as a test of a byte, nil for a star; nil at the pattern's end.
  init(length: Int, nextElement: () -> ((UInt8) -> Bool)??) {
    wordCount = length / 64 + 1
    accepts = Array(repeating: 0, count: 256 * wordCount)
    stays = Array(repeating: 0, count: wordCount)
    while let element = nextElement() {
      let (word, bit) = (elementCount >> 6, UInt64(1) << UInt64(elementCount & 63))
      guard let element else {
        stays[word] |= bit
        continue
      }
      for byte in UInt8.min...UInt8.max where element(byte) {
        accepts[Int(byte) * wordCount + word] |= bit
      }
      elementCount += 1
    }
  }

  /// Whether all of `text` matches.
  func matches(_ text: UnsafeRawBufferPointer) -> Bool {
    var states = [UInt64](repeating: 0, count: wordCount)
    states[0] = 1
    for byte in text where !step(&states, byte) { return false }
    return states[elementCount >> 6] & (1 << UInt64(elementCount & 63)) != 0
  }

  /// Takes one byte. False when no state is left.
  private func step(_ states: inout [UInt64], _ byte: UInt8) -> Bool {
    let row = Int(byte) * wordCount
    var (carry, union): (UInt64, UInt64) = (0, 0)
    for word in 0..<wordCount {
      let moved = states[word] & accepts[row + word]
      states[word] = moved << 1 | carry | states[word] & stays[word]
      carry = moved >> 63
      union |= states[word]
    }
    return union != 0
  }
}
