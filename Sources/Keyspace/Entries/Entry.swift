internal import CPrefetch

/// A view of one entry in the arena: four header words, then key, then value.
///
/// | word | bits |
/// |---|---|
/// | 0 | deadline in ms (45) · scale of the cap (4) · flags (15) |
/// | 1 | sliding: cap (25) · window in ms (39); absolute: time of the last access in ms |
/// | 2 | key length (8) · value length (16) · row in the store, or position in the dirty queue (40) |
/// | 3 | previous and next in the timer wheel (32 each) |
///
/// Where a length does not fit, both stand in a fifth word between header and key. Thirty-two bytes
/// keep a million tokens of 445 bytes under 480 MB.
///
/// Safe: whoever holds an `Entry` got it from the arena in the same call and lets go of it before
/// anything can move the entry.
struct Entry {
  let base: UnsafeMutableRawPointer

  /// Of an entry whose lengths are short.
  static let headerBytes = 32
  static let maxValueLength = 1 << 25 - 1
  static let maxWindowMs: Int64 = 1 << 39 - 1

  private static let maxShortKeyLength = 1 << 8 - 1
  private static let maxShortValueLength = 1 << 16 - 1
  private static let lengthsBytes = 8
  private static let rowMask: UInt64 = 1 << 40 - 1

  @inline(__always)
  private static func isLong(keyLength: Int, valueLength: Int) -> Bool {
    keyLength > maxShortKeyLength || valueLength > maxShortValueLength
  }

  /// Bytes that an entry with these lengths takes in a segment.
  ///
  /// No short and long entry of one key take the same: changing a value in place keeps the form.
  @inline(__always)
  static func blockBytes(keyLength: Int, valueLength: Int) -> Int {
    let lengths = isLong(keyLength: keyLength, valueLength: valueLength) ? lengthsBytes : 0
    return (headerBytes &+ lengths &+ keyLength &+ valueLength &+ 7) & ~7
  }

  @inline(__always)
  func word(_ index: Int) -> UnsafeMutablePointer<UInt64> {
    base.advanced(by: index &* 8).assumingMemoryBound(to: UInt64.self)
  }

  @inline(__always)
  private func half(_ index: Int) -> UnsafeMutablePointer<UInt32> {
    base.advanced(by: index &* 4).assumingMemoryBound(to: UInt32.self)
  }

  /// Zeroes the header and sets the lengths.
  func initialize(keyLength: Int, valueLength: Int) {
    word(0).pointee = 0
    word(1).pointee = 0
    word(3).pointee = 0
    if Entry.isLong(keyLength: keyLength, valueLength: valueLength) {
      isLong = true
      word(2).pointee = 0
      half(8).pointee = UInt32(keyLength)
      half(9).pointee = UInt32(valueLength)
    } else {
      word(2).pointee = UInt64(keyLength) &<< 56 | UInt64(valueLength) &<< 40
    }
  }

  /// Takes over everything but lengths and bytes from another block of the same entry.
  func copyState(from other: Entry) {
    let wasLong = isLong
    word(0).pointee = other.word(0).pointee
    isLong = wasLong
    isDead = false
    word(1).pointee = other.word(1).pointee
    row = other.row
    word(3).pointee = other.word(3).pointee
  }

  var keyLength: Int {
    @inline(__always) get { isLong ? Int(half(8).pointee) : Int(word(2).pointee &>> 56) }
  }
  var valueLength: Int {
    @inline(__always) get {
      isLong ? Int(half(9).pointee) : Int((word(2).pointee &>> 40) & 0xffff)
    }
    nonmutating set {
      if isLong {
        half(9).pointee = UInt32(newValue)
      } else {
        word(2).pointee = word(2).pointee & ~(0xffff &<< 40) | UInt64(newValue) &<< 40
      }
    }
  }
  var blockBytes: Int {
    @inline(__always) get {
      if isLong { return longBlockBytes }
      let lengths = word(2).pointee
      let bytes = Int(lengths &>> 56) &+ Int((lengths &>> 40) & 0xffff)
      return (Entry.headerBytes &+ bytes &+ 7) & ~7
    }
  }
  @inline(never)
  private var longBlockBytes: Int {
    Entry.blockBytes(keyLength: keyLength, valueLength: valueLength)
  }
  var key: UnsafeMutableRawBufferPointer {
    @inline(__always) get {
      UnsafeMutableRawBufferPointer(
        start: base + (Entry.headerBytes &+ longBytes), count: keyLength)
    }
  }
  var value: UnsafeMutableRawBufferPointer {
    @inline(__always) get {
      UnsafeMutableRawBufferPointer(
        start: base + (Entry.headerBytes &+ longBytes &+ keyLength), count: valueLength)
    }
  }

  /// Asks for the header and what stands behind it.
  @inline(__always)
  func prefetchHead() {
    cprefetch_line(base)
    cprefetch_line(base + Entry.lineBytes)
  }

  /// Asks for what `prefetchHead` has left out, up to `limit` bytes of the entry.
  @inline(__always)
  func prefetchRest(upTo limit: Int) {
    let end = min(blockBytes, limit)
    var offset = 2 * Entry.lineBytes
    while offset < end {
      cprefetch_line(base + offset)
      offset &+= Entry.lineBytes
    }
  }

  /// Of the processor's caches.
  private static let lineBytes = 64

  /// The entry's row in the store, 0 for none. Meaningful while the entry is not dirty.
  var row: UInt64 {
    @inline(__always) get { word(2).pointee & Entry.rowMask }
    nonmutating set {
      word(2).pointee = word(2).pointee & ~Entry.rowMask | newValue & Entry.rowMask
    }
  }
  /// The entry's place in the dirty queue; shares its bits with `row`. Meaningful while dirty.
  var dirtyPosition: UInt64 {
    get { row }
    nonmutating set { row = newValue }
  }

  var wheelNext: UInt32 {
    @inline(__always) get { half(6).pointee }
    nonmutating set { half(6).pointee = newValue }
  }
  var wheelPrevious: UInt32 {
    @inline(__always) get { half(7).pointee }
    nonmutating set { half(7).pointee = newValue }
  }
}
