/// How many errors of each kind were replied; the kind is an error's first word.
struct ErrorCounts {
  private var counts: [String: UInt64] = [:]
  private(set) var total: UInt64 = 0

  /// Kinds that are told apart. There are a dozen; the limit is a promise about memory.
  private static let maxKinds = 128
  private static let overflow = "ERRORSTATS_OVERFLOW"

  /// - Parameter text: An error with its code: `ERR syntax error`.
  mutating func note(_ text: String) {
    total &+= 1
    let kind = String(text.prefix { $0 != " " })
    let isKnown = counts[kind] != nil || counts.count < ErrorCounts.maxKinds
    counts[isKnown ? kind : ErrorCounts.overflow, default: 0] &+= 1
  }

  /// Kinds in alphabetical order.
  var sorted: [(kind: String, count: UInt64)] {
    counts.sorted { $0.key < $1.key }.map { (kind: $0.key, count: $0.value) }
  }
}
