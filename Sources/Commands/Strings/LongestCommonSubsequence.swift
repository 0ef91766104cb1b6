/// The longest run of bytes that two values have in common, in order but not necessarily in a row:
/// the textbook table of lengths for every pair of prefixes, walked back from its end.
///
/// Complexity: O(N·M) in time and memory, N and M being the lengths; see `largestTable`.
struct LongestCommonSubsequence {
  /// A stretch of bytes, in a row, that belongs to it; both ends inclusive.
  struct Match: Equatable {
    var first: ClosedRange<Int>
    var second: ClosedRange<Int>
  }

  private let first: [UInt8]
  private let second: [UInt8]
  /// A row for each prefix of `first`, a column for each of `second`. Sixteen bits do: the shorter
  /// value of a pair that fits has no more bytes than the root of `largestTable`.
  private let lengths: [UInt16]

  /// The largest product of lengths for which a table is made: two values of 1 KB, some milliseconds.
  /// Nobody else is served meanwhile.
  static let largestTable = 1 << 20

  /// Whether values of these lengths are short enough.
  static func fits(_ first: Int, _ second: Int) -> Bool {
    let (cells, overflowed) = first.multipliedReportingOverflow(by: second)
    return !overflowed && cells <= largestTable
  }

  /// - Precondition: the lengths fit.
  init(_ first: [UInt8], _ second: [UInt8]) {
    precondition(Self.fits(first.count, second.count), "values that are too long")
    self.first = first
    self.second = second
    lengths = Self.table(first, second)
  }

  /// Its length in bytes.
  var count: Int { Int(lengths[lengths.count - 1]) }

  /// Its bytes.
  var bytes: [UInt8] { matches.reversed().flatMap { first[$0.first] } }

  /// Its stretches, from the last to the first.
  var matches: [Match] {
    var matches: [Match] = []
    var (row, column) = (first.count, second.count)
    while row > 0 && column > 0 {
      let (end, endColumn) = (row, column)
      while row > 0, column > 0, first[row - 1] == second[column - 1] {
        row -= 1
        column -= 1
      }
      if row < end {
        matches.append(Match(first: row...end - 1, second: column...endColumn - 1))
      } else if length(row - 1, column) > length(row, column - 1) {
        row -= 1
      } else {
        column -= 1
      }
    }
    return matches
  }

  private func length(_ row: Int, _ column: Int) -> UInt16 {
    lengths[row * (second.count + 1) + column]
  }

  private static func table(_ first: [UInt8], _ second: [UInt8]) -> [UInt16] {
    let width = second.count + 1
    return [UInt16](unsafeUninitializedCapacity: (first.count + 1) * width) { cells, count in
      count = (first.count + 1) * width
      cells.initialize(repeating: 0)
      for row in 0..<first.count {
        let byte = first[row]
        let (above, here) = (row * width, (row + 1) * width)
        for column in 0..<second.count {
          // Safe: rows and columns end one before those of the table.
          cells[here &+ column &+ 1] =
            byte == second[column]
            ? cells[above &+ column] &+ 1
            : max(cells[above &+ column &+ 1], cells[here &+ column])
        }
      }
    }
  }
}
