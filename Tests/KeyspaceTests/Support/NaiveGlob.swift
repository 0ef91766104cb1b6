/// Glob patterns of `*`, `?` and bytes, told in the plainest way.
enum NaiveGlob {
  static func matches(_ pattern: String, _ text: String) -> Bool {
    matches(Array(pattern.utf8), Array(text.utf8))
  }

  /// Follows every way through the pattern at once, one byte of the text after the other.
  static func matches(_ pattern: [UInt8], _ text: [UInt8]) -> Bool {
    var reached: Set = [0]
    passStars(pattern, &reached)
    for byte in text {
      var next: Set<Int> = []
      for place in reached where place < pattern.count {
        if pattern[place] == UInt8(ascii: "*") { next.insert(place) }
        if pattern[place] == UInt8(ascii: "?") || pattern[place] == byte { next.insert(place + 1) }
      }
      reached = next
      passStars(pattern, &reached)
    }
    return reached.contains(pattern.count)
  }

  /// A star may stand for nothing.
  private static func passStars(_ pattern: [UInt8], _ reached: inout Set<Int>) {
    for place in pattern.indices
    where reached.contains(place) && pattern[place] == UInt8(ascii: "*") {
      reached.insert(place + 1)
    }
  }
}
