import Glibc

/// The oracle of a crash test: a file that says, for each key, what the server acknowledged. It is
/// written through a shared mapping, so it survives even the death of the process that writes it.
/// Belongs to one thread.
final class TortureLedger {
  private static let magic: UInt64 = 0x544F_4B45_4E4C_4701
  private static let headerSize = 32
  private static let recordSize = 32
  /// Marks a state without an absolute deadline in the file.
  private static let backstopMark: Int64 = 0
  private static let absentMark: Int64 = -1

  let keys: UInt64
  private let base: UnsafeMutableRawPointer
  private let size: Int

  /// When the file was made, in milliseconds since 1970: no key was saved before.
  var createdMs: Int64 { base.load(fromByteOffset: 16, as: Int64.self) }

  /// Opens the ledger, or makes an empty one for `keys` keys.
  init(path: String, keys wanted: UInt64) throws(LoadFailure) {
    let descriptor = open(path, O_RDWR | O_CREAT, 0o600)
    guard descriptor >= 0 else { throw Self.failure(path) }
    defer { close(descriptor) }
    let old = Int(lseek(descriptor, 0, SEEK_END))
    size = old > 0 ? old : Self.headerSize + Int(wanted) * Self.recordSize
    guard old > 0 || ftruncate(descriptor, size) == 0 else { throw Self.failure(path) }
    let mapped = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_SHARED, descriptor, 0)
    guard size > Self.headerSize, let mapped, mapped != MAP_FAILED else { throw Self.failure(path) }
    base = mapped
    keys = UInt64((size - Self.headerSize) / Self.recordSize)
    if old == 0 { stamp() }
    guard base.load(as: UInt64.self) == Self.magic else {
      throw LoadFailure("\(path) is not a torture ledger")
    }
  }

  deinit {
    munmap(base, size)
  }

  subscript(index: UInt64) -> TortureRecord {
    get {
      let record = location(index)
      let underway = record.load(fromByteOffset: 4, as: UInt32.self)
      return TortureRecord(
        acknowledged: Self.state(
          record.load(as: UInt32.self), record.load(fromByteOffset: 8, as: Int64.self)),
        underway: underway == 0
          ? nil : Self.state(underway, record.load(fromByteOffset: 16, as: Int64.self)))
    }
    set {
      let record = location(index)
      // The deadline goes first: the version is what says that there is something under way.
      let underway = newValue.underway
      record.storeBytes(of: Self.mark(underway), toByteOffset: 16, as: Int64.self)
      record.storeBytes(of: underway?.version ?? 0, toByteOffset: 4, as: UInt32.self)
      record.storeBytes(of: Self.mark(newValue.acknowledged), toByteOffset: 8, as: Int64.self)
      record.storeBytes(of: newValue.acknowledged.version, as: UInt32.self)
    }
  }

  private func location(_ index: UInt64) -> UnsafeMutableRawPointer {
    precondition(index < keys, "a key outside the ledger")
    return base + Self.headerSize + Int(index) * Self.recordSize
  }

  private func stamp() {
    base.storeBytes(of: Clock.wallMs(), toByteOffset: 16, as: Int64.self)
    base.storeBytes(of: Self.magic, as: UInt64.self)
  }

  private static func state(_ version: UInt32, _ mark: Int64) -> TortureState {
    guard version > 0, mark != absentMark else { return TortureState(version: version) }
    let life = mark == backstopMark ? .backstop : TortureState.Life.absolute(deadlineMs: mark)
    return TortureState(version: version, life: life)
  }

  private static func mark(_ state: TortureState?) -> Int64 {
    switch state?.life {
    case .absolute(let deadlineMs): deadlineMs
    case .backstop: backstopMark
    case .absent, nil: absentMark
    }
  }

  private static func failure(_ path: String) -> LoadFailure {
    LoadFailure("\(path): \(String(cString: strerror(errno)))")
  }
}

/// The state of a key that one write leaves behind.
struct TortureState: Equatable {
  /// The value's version; 0 when the key was never written.
  var version: UInt32 = 0
  var life = Life.absent

  enum Life: Equatable {
    case absent
    /// Saved without an expiry: the server's backstop applies.
    case backstop
    /// Dies at this moment, in milliseconds since 1970, though it is read all the time.
    case absolute(deadlineMs: Int64)
  }
}

/// What is known of one key: the last write that was acknowledged and the one under way, if any.
struct TortureRecord: Equatable {
  var acknowledged = TortureState()
  /// The write that was sent and not answered. A kill leaves it done or not done: both are right.
  var underway: TortureState?
}
