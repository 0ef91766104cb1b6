/// Deadlines of entries on disk that slid while they were in memory, by less than a step, since their
/// row was written.
///
/// Without it each read of a cold entry would cost a row, because reading slides the window and the
/// row would have to say so when the entry leaves memory again. Four bytes a row, only for segments
/// in which entries have slid; the clean stop writes them to the store, and after a crash such an
/// entry dies up to a step early, never late (D7).
struct SlidDeadlines {
  /// One element a row from the first of its segment on, as far as needed; 0 for a row whose deadline
  /// is its own.
  private(set) var blocks: [UInt64: [UInt32]] = [:]
  private var elements = 0

  /// Rows of one segment of the store share the number that this shift leaves.
  static let blockShift: UInt64 = 14
  /// Deadlines are kept in units of 2^10 ms, about a second, rounded down: until the year 2109.
  private static let unitShift: Int64 = 10
  /// Windows from 10 minutes on: a unit is nothing beside the step in which they slide.
  private static let leastWindowMs: Int64 = 600_000

  /// Whether the deadline can be kept here, exactly enough.
  static func canKeep(_ lifetime: Lifetime) -> Bool {
    lifetime.windowMs >= leastWindowMs && lifetime.deadlineMs >> unitShift <= UInt32.max
  }

  /// Bytes of memory that all of it takes.
  var byteCount: Int { elements * MemoryLayout<UInt32>.stride + blocks.capacity * 64 }

  /// The deadline that the row's entry has slid to, in ms; nil when the row's own holds.
  func deadlineMs(ofRow row: UInt64) -> Int64? {
    guard let block = blocks[row >> SlidDeadlines.blockShift] else { return nil }
    let offset = SlidDeadlines.offset(of: row)
    guard offset < block.count, block[offset] != 0 else { return nil }
    return Int64(block[offset]) << SlidDeadlines.unitShift
  }

  mutating func note(_ deadlineMs: Int64, ofRow row: UInt64) {
    let offset = SlidDeadlines.offset(of: row)
    let value = UInt32(truncatingIfNeeded: deadlineMs >> SlidDeadlines.unitShift)
    let added = blocks[row >> SlidDeadlines.blockShift, default: []].set(offset, to: value)
    elements += added
  }

  /// A row has been copied to another one.
  mutating func move(from: UInt64, to: UInt64) {
    if let deadlineMs = deadlineMs(ofRow: from) { note(deadlineMs, ofRow: to) }
  }

  /// Takes in what a clean stop has written; what has slid since counts where it is later.
  mutating func restore(_ block: [UInt32], of number: UInt64) {
    let newer = blocks.updateValue(block, forKey: number) ?? []
    elements += block.count - newer.count
    for (offset, value) in newer.enumerated() where value != 0 {
      restore(value, ofRow: number << SlidDeadlines.blockShift + UInt64(offset))
    }
  }

  /// The same for a single row.
  mutating func restore(_ value: UInt32, ofRow row: UInt64) {
    let offset = SlidDeadlines.offset(of: row)
    let added = blocks[row >> SlidDeadlines.blockShift, default: []].raise(offset, to: value)
    elements += added
  }

  /// The store has dropped a segment.
  mutating func removeBlock(_ number: UInt64) {
    elements -= blocks.removeValue(forKey: number)?.count ?? 0
  }

  mutating func removeAll() {
    blocks.removeAll()
    elements = 0
  }

  private static func offset(of row: UInt64) -> Int { Int(row & (1 << blockShift - 1)) }
}

extension [UInt32] {
  /// Sets an element unless it is higher already. Returns how many elements that added.
  fileprivate mutating func raise(_ offset: Int, to value: UInt32) -> Int {
    offset < count && self[offset] >= value ? 0 : set(offset, to: value)
  }

  /// Sets an element, growing by whole kilobytes up to it. Returns how many elements that added.
  fileprivate mutating func set(_ offset: Int, to value: UInt32) -> Int {
    let old = count
    if offset >= old {
      let needed = (offset + 256) & ~255
      // By itself an array doubles, and half of it would be neither used nor counted.
      reserveCapacity(needed)
      append(contentsOf: repeatElement(0, count: needed - old))
    }
    self[offset] = value
    return count - old
  }
}
