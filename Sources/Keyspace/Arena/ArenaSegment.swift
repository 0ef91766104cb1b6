/// The eviction queue that a segment belongs to.
enum EvictionQueue: UInt8 {
  /// What was saved or fetched lately and has still to prove itself.
  case probation
  /// What was used again while on probation.
  case main
}

/// Bookkeeping of one segment of the arena.
struct ArenaSegment {
  var capacity = 0
  /// Bytes handed out so far; entries stand one behind the other up to here.
  var used = 0
  /// Bytes of entries that are still alive.
  var live = 0
  var queue = EvictionQueue.probation
  /// Neighbours in the queue's order of age; 0 is none.
  var older = 0
  var newer = 0
  var isInUse = false
}

/// Segments of one eviction queue from the oldest to the newest, which is the open one.
struct SegmentList {
  var oldest = 0
  var newest = 0
  var byteCount = 0
}
