/// A set of commands by their numbers.
struct CommandSet: Sendable, Equatable {
  private var words: [UInt64]
  private let count: Int

  /// No command out of `count`.
  init(count: Int) {
    self.count = count
    words = Array(repeating: 0, count: (count + 63) / 64)
  }

  /// O(1). False for a number that the catalogue did not have.
  func contains(_ number: Int) -> Bool {
    number < count && words[number / 64] & (1 << UInt64(number % 64)) != 0
  }

  mutating func set(_ number: Int, _ isMember: Bool) {
    let bit = UInt64(1) << UInt64(number % 64)
    if isMember { words[number / 64] |= bit } else { words[number / 64] &= ~bit }
  }

  mutating func setAll(_ areMembers: Bool) {
    for number in 0..<count { set(number, areMembers) }
  }

  var isFull: Bool { words.reduce(0) { $0 + $1.nonzeroBitCount } == count }
}
