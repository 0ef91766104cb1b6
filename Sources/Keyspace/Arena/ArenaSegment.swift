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

/// Where an entry lives in the arena: 14 bits of segment, 17 bits of eight-byte granule.
///
/// Zero is no entry. Handles stay below 2^31, so a link word has a bit to spare.
struct Handle: Equatable, Hashable {
  var raw: UInt32

  static let none = Handle(raw: 0)
  static let granuleBits: UInt32 = 17
  static let granuleBytes = 8
  static let maxSegments = 1 << 14

  init(raw: UInt32) { self.raw = raw }

  init(segment: Int, offset: Int) {
    raw = UInt32(segment) &<< Handle.granuleBits | UInt32(offset / Handle.granuleBytes)
  }

  var isNone: Bool { raw == 0 }
  var segment: Int { Int(raw &>> Handle.granuleBits) }
  var offset: Int { Int(raw & ((1 &<< Handle.granuleBits) - 1)) &* Handle.granuleBytes }
}
