extension Entry {
  private static let dirtyBit: UInt64 = 1 << 0
  private static let tombstoneBit: UInt64 = 1 << 1
  private static let slidBit: UInt64 = 1 << 2
  /// Worth the eight bytes that the lengths of a long entry take.
  private static let longBit: UInt64 = 1 << 3
  private static let deadBit: UInt64 = 1 << 4
  private static let unresolvedBit: UInt64 = 1 << 5
  private static let scheduledBit: UInt64 = 1 << 6
  static let slidingBit: UInt64 = 1 << 7
  private static let useShift: UInt64 = 8
  private static let databaseShift: UInt64 = 10
  private static let keyOnlyBit: UInt64 = 1 << 14

  @inline(__always)
  private var flags: UnsafeMutablePointer<UInt64> { word(0) }

  @inline(__always)
  private func set(_ bit: UInt64, _ on: Bool) {
    if on { flags.pointee |= bit } else { flags.pointee &= ~bit }
  }

  /// Changed since it was last captured for the store.
  var isDirty: Bool {
    @inline(__always) get { flags.pointee & Entry.dirtyBit != 0 }
    nonmutating set { set(Entry.dirtyBit, newValue) }
  }
  /// Known to be absent. Exists only while the index is being loaded, to say that a row of this key
  /// that turns up on disk is dead; or, with a lifetime in the place of a value, what became of that
  /// row's deadline (`Keyspace.noteLifetime`).
  var isTombstone: Bool {
    @inline(__always) get { flags.pointee & Entry.tombstoneBit != 0 }
    nonmutating set { set(Entry.tombstoneBit, newValue) }
  }
  /// Its value is only in the store: for commands that ask about keys, the key and its lifetime were
  /// brought into memory without it. Never dirty.
  var isKeyOnly: Bool {
    @inline(__always) get { flags.pointee & Entry.keyOnlyBit != 0 }
    nonmutating set { set(Entry.keyOnlyBit, newValue) }
  }
  /// The deadline moved by less than a step since it was last captured for the store.
  var isSlid: Bool {
    @inline(__always) get { flags.pointee & Entry.slidBit != 0 }
    nonmutating set { set(Entry.slidBit, newValue) }
  }
  /// Lengths that do not fit the header stand behind it.
  var isLong: Bool {
    @inline(__always) get { flags.pointee & Entry.longBit != 0 }
    nonmutating set { set(Entry.longBit, newValue) }
  }
  /// Bytes between header and key.
  var longBytes: Int {
    @inline(__always) get { Int(flags.pointee & Entry.longBit) }
  }
  /// No longer an entry: space that its segment will give back.
  var isDead: Bool {
    @inline(__always) get { flags.pointee & Entry.deadBit != 0 }
    nonmutating set { set(Entry.deadBit, newValue) }
  }
  /// Replayed from the crash journal before the index was complete: an older row of the same key
  /// may still turn up.
  var isUnresolved: Bool {
    get { flags.pointee & Entry.unresolvedBit != 0 }
    nonmutating set { set(Entry.unresolvedBit, newValue) }
  }
  /// Linked into a bucket of the timer wheel.
  var isScheduled: Bool {
    @inline(__always) get { flags.pointee & Entry.scheduledBit != 0 }
    nonmutating set { set(Entry.scheduledBit, newValue) }
  }
  /// Its window is re-armed by use; else the deadline is absolute.
  var isSliding: Bool {
    @inline(__always) get { flags.pointee & Entry.slidingBit != 0 }
  }
  /// Uses since the entry entered its eviction queue, 0 to 3.
  var useCount: UInt64 {
    @inline(__always) get { (flags.pointee &>> Entry.useShift) & 3 }
    nonmutating set {
      flags.pointee =
        (flags.pointee & ~(3 &<< Entry.useShift)) | (min(newValue, 3) &<< Entry.useShift)
    }
  }
  /// Counts a use, up to 3.
  @inline(__always)
  func noteUse() {
    if flags.pointee & (3 &<< Entry.useShift) != 3 &<< Entry.useShift {
      flags.pointee &+= 1 &<< Entry.useShift
    }
  }
  var database: UInt8 {
    @inline(__always) get {
      UInt8(truncatingIfNeeded: (flags.pointee &>> Entry.databaseShift) & 15)
    }
    nonmutating set {
      flags.pointee =
        (flags.pointee & ~(15 &<< Entry.databaseShift))
        | (UInt64(newValue & 15) &<< Entry.databaseShift)
    }
  }
}
