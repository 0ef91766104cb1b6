/// A view of one entry in the arena: five header words, then key, then value.
///
/// | word | bits |
/// |---|---|
/// | 0 | deadline in ms (48) · flags (16) |
/// | 1 | sliding window in ms (39) · value length (25) |
/// | 2 | cap in ms (48), or time of the last access of an absolute entry · unused (16) |
/// | 3 | row in the store, or position in the dirty queue (40) · key length (17) · unused (7) |
/// | 4 | next and previous in the timer wheel (32 each) |
///
/// Forty bytes keep a million tokens of 445 bytes under half a gigabyte.
///
/// Safe: whoever holds an `Entry` got it from the arena in the same call and lets go of it before
/// anything can move the entry.
struct Entry {
  let base: UnsafeMutableRawPointer

  static let headerBytes = 40
  static let maxValueLength = 1 << 25 - 1
  static let maxWindowMs: Int64 = 1 << 39 - 1

  /// Bytes that an entry with these lengths takes in a segment.
  @inline(__always)
  static func blockBytes(keyLength: Int, valueLength: Int) -> Int {
    (headerBytes &+ keyLength &+ valueLength &+ 7) & ~7
  }

  @inline(__always)
  private func word(_ index: Int) -> UnsafeMutablePointer<UInt64> {
    base.advanced(by: index &* 8).assumingMemoryBound(to: UInt64.self)
  }

  @inline(__always)
  private func field(_ index: Int, shift: UInt64, bits: UInt64) -> UInt64 {
    (word(index).pointee &>> shift) & ((1 &<< bits) &- 1)
  }

  @inline(__always)
  private func setField(_ index: Int, shift: UInt64, bits: UInt64, _ value: UInt64) {
    let mask: UInt64 = ((1 &<< bits) &- 1) &<< shift
    word(index).pointee = (word(index).pointee & ~mask) | ((value &<< shift) & mask)
  }

  /// Zeroes the header and sets the lengths.
  func initialize(keyLength: Int, valueLength: Int) {
    for index in 0..<5 { word(index).pointee = 0 }
    setField(3, shift: 40, bits: 17, UInt64(keyLength))
    self.valueLength = valueLength
  }

  /// Takes over everything but lengths and bytes from another block of the same entry.
  func copyState(from other: Entry) {
    let lengths = (word(3).pointee &>> 40, valueLength)
    for index in 0..<5 { word(index).pointee = other.word(index).pointee }
    setField(3, shift: 40, bits: 24, lengths.0)
    valueLength = lengths.1
    isDead = false
  }

  var keyLength: Int {
    @inline(__always) get { Int(field(3, shift: 40, bits: 17)) }
  }
  var valueLength: Int {
    @inline(__always) get { Int(field(1, shift: 39, bits: 25)) }
    nonmutating set { setField(1, shift: 39, bits: 25, UInt64(newValue)) }
  }
  var blockBytes: Int {
    @inline(__always) get {
      Entry.blockBytes(keyLength: keyLength, valueLength: valueLength)
    }
  }
  var key: UnsafeMutableRawBufferPointer {
    @inline(__always) get {
      UnsafeMutableRawBufferPointer(start: base + Entry.headerBytes, count: keyLength)
    }
  }
  var value: UnsafeMutableRawBufferPointer {
    @inline(__always) get {
      UnsafeMutableRawBufferPointer(
        start: base + (Entry.headerBytes &+ keyLength), count: valueLength)
    }
  }

  /// The first header word as it is; reading it brings the header into the cache.
  var firstWord: UInt64 {
    @inline(__always) get { word(0).pointee }
  }

  /// Reads a byte of each cache line behind the first, of the first `limit` bytes at most, so that
  /// the lines come into the cache; returns what they add up to.
  @inline(__always)
  func touch(upTo limit: Int) -> UInt64 {
    let end = min(blockBytes, limit)
    var sum: UInt64 = 0
    var offset = 64
    while offset < end {
      sum &+= UInt64(base.load(fromByteOffset: offset, as: UInt8.self))
      offset &+= 64
    }
    return sum
  }

  var deadlineMs: Int64 {
    @inline(__always) get { Int64(field(0, shift: 16, bits: 48)) }
    nonmutating set { setField(0, shift: 16, bits: 48, UInt64(newValue)) }
  }
  var windowMs: Int64 {
    @inline(__always) get { Int64(field(1, shift: 0, bits: 39)) }
    nonmutating set { setField(1, shift: 0, bits: 39, UInt64(newValue)) }
  }
  private var thirdMs: Int64 {
    @inline(__always) get { Int64(field(2, shift: 0, bits: 48)) }
    nonmutating set { setField(2, shift: 0, bits: 48, UInt64(newValue)) }
  }

  var lifetime: Lifetime {
    @inline(__always) get {
      let window = windowMs
      return Lifetime(deadlineMs: deadlineMs, windowMs: window, capMs: window == 0 ? 0 : thirdMs)
    }
    nonmutating set {
      deadlineMs = newValue.deadlineMs
      windowMs = newValue.windowMs
      if newValue.isSliding { thirdMs = newValue.capMs }
    }
  }

  /// When the entry was last used. A sliding window tells it by its deadline; an absolute entry
  /// keeps it where a sliding one keeps its cap.
  var lastAccessMs: Int64 { windowMs == 0 ? thirdMs : deadlineMs - windowMs }

  @inline(__always)
  func noteAccess(atMs nowMs: Int64) {
    if windowMs == 0 { thirdMs = nowMs }
  }

  /// The entry's row in the store, 0 for none. Meaningful while the entry is not dirty.
  var row: UInt64 {
    @inline(__always) get { field(3, shift: 0, bits: 40) }
    nonmutating set { setField(3, shift: 0, bits: 40, newValue) }
  }
  /// The entry's place in the dirty queue; shares its bits with `row`. Meaningful while dirty.
  var dirtyPosition: UInt64 {
    get { row }
    nonmutating set { row = newValue }
  }

  var wheelNext: UInt32 {
    @inline(__always) get { UInt32(truncatingIfNeeded: word(4).pointee) }
    nonmutating set { setField(4, shift: 0, bits: 32, UInt64(newValue)) }
  }
  var wheelPrevious: UInt32 {
    @inline(__always) get { UInt32(truncatingIfNeeded: word(4).pointee &>> 32) }
    nonmutating set { setField(4, shift: 32, bits: 32, UInt64(newValue)) }
  }
}

extension Lifetime {
  /// Whether an entry's header can hold these times. Times that come from a file may be anything.
  var isRepresentable: Bool {
    let times: Range<Int64> = 0..<1 << 48
    return times.contains(deadlineMs) && times.contains(capMs)
      && windowMs >= 0 && windowMs <= Entry.maxWindowMs
  }
}
