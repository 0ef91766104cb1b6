/// Which frame of the journal made which entries dirty.
///
/// A replay must start at the frame of the oldest change that the store does not hold. Entries queue
/// for the store in the order of their first change, so the mark at or before the queue's head says
/// where. Marks are kept 64 KB of journal apart: replaying a little more than needed is harmless.
struct DirtyMarks {
  struct Mark: Equatable {
    /// Position in the dirty queue of the first entry that the frame added.
    var position: UInt64
    var lsn: UInt64
  }

  private static let spacing: UInt64 = 64 * 1024
  private var marks: [Mark] = []
  private var first = 0

  /// Records that the frame at `lsn` added the dirty positions from `position` on.
  mutating func append(position: UInt64, lsn: UInt64) {
    if let last = marks.last, marks.count > first, lsn - last.lsn < DirtyMarks.spacing { return }
    marks.append(Mark(position: position, lsn: lsn))
  }

  /// The LSN from which a replay must start while entries from `head` on are dirty.
  mutating func lsn(forHead head: UInt64) -> UInt64? {
    while first + 1 < marks.count && marks[first + 1].position <= head { first += 1 }
    if first > 1024 {
      marks.removeFirst(first)
      first = 0
    }
    return first < marks.count ? marks[first].lsn : nil
  }

  /// Nothing is dirty any more.
  mutating func removeAll() {
    marks.removeAll(keepingCapacity: true)
    first = 0
  }
}
