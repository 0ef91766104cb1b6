/// Changes of the current turn in the form that the crash journal keeps: one record behind the
/// other, little-endian.
///
/// | bytes | field |
/// |---|---|
/// | 1 | kind (`ChangeRecord.Kind`) |
/// | 1 | database |
/// | 2 | zero |
/// | 4 | key length |
/// | 4 | value length |
/// | 24 | deadline, window, cap in ms (kinds `save` and `lifetime`) |
/// | … | key, then value |
///
/// The database is the one in which a key is kept. The value of kind `databases` is the whole map of
/// their numbers, eight bytes.
///
/// Records say what became of a key, not which command did it, so that applying one twice is the
/// same as applying it once. A deadline that moves is a record without the value, however large that
/// is: the value stands in an earlier record that the journal still holds, or in the store.
public struct ChangeBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  /// Bytes of records in the buffer.
  public private(set) var count = 0
  /// False when nothing will read the records (`durability none`).
  public var isRecording = true

  static let headBytes = 12
  static let lifetimeBytes = 24
  static let mapBytes = 8
  private static let keptCapacity = 512 << 10

  init() {
    capacity = 64 * 1024
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  deinit { base.deallocate() }

  /// The records; valid until the next change.
  public var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(start: base, count: count) }

  /// Memory that the buffer holds.
  public var byteCount: Int { capacity }

  public mutating func removeAll() {
    count = 0
    guard capacity > ChangeBuffer.keptCapacity else { return }
    base.deallocate()
    capacity = ChangeBuffer.keptCapacity
    base = .allocate(byteCount: capacity, alignment: 16)
  }

  mutating func save(
    database: UInt8, key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer, lifetime: Lifetime
  ) {
    guard isRecording else { return }
    reserve(ChangeBuffer.headBytes + ChangeBuffer.lifetimeBytes + key.count + value.count)
    appendHead(.save, database: database, keyLength: key.count, valueLength: value.count)
    append(lifetime)
    append(key)
    append(value)
  }

  mutating func setLifetime(
    database: UInt8, key: UnsafeRawBufferPointer, lifetime: Lifetime
  ) {
    guard isRecording else { return }
    reserve(ChangeBuffer.headBytes + ChangeBuffer.lifetimeBytes + key.count)
    appendHead(.lifetime, database: database, keyLength: key.count, valueLength: 0)
    append(lifetime)
    append(key)
  }

  mutating func remove(database: UInt8, key: UnsafeRawBufferPointer) {
    guard isRecording else { return }
    reserve(ChangeBuffer.headBytes + key.count)
    appendHead(.remove, database: database, keyLength: key.count, valueLength: 0)
    append(key)
  }

  mutating func removeAllEntries() {
    guard isRecording else { return }
    reserve(ChangeBuffer.headBytes)
    appendHead(.removeAll, database: 0, keyLength: 0, valueLength: 0)
  }

  mutating func set(_ databases: DatabaseMap) {
    guard isRecording else { return }
    reserve(ChangeBuffer.headBytes + ChangeBuffer.mapBytes)
    appendHead(.databases, database: 0, keyLength: 0, valueLength: ChangeBuffer.mapBytes)
    store(databases.rawValue)
  }

  private mutating func appendHead(
    _ kind: ChangeRecord.Kind, database: UInt8, keyLength: Int, valueLength: Int
  ) {
    let first = UInt32(kind.rawValue) | UInt32(database) << 8
    store(first)
    store(UInt32(keyLength))
    store(UInt32(valueLength))
  }

  private mutating func append(_ lifetime: Lifetime) {
    store(lifetime.deadlineMs)
    store(lifetime.windowMs)
    store(lifetime.capMs)
  }

  private mutating func store<T: FixedWidthInteger>(_ value: T) {
    (base + count).storeBytes(of: value.littleEndian, as: T.self)
    count += MemoryLayout<T>.size
  }

  private mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress else { return }
    (base + count).copyMemory(from: source, byteCount: bytes.count)
    count += bytes.count
  }

  private mutating func reserve(_ additional: Int) {
    guard count + additional > capacity else { return }
    capacity = max(capacity * 2, count + additional)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: base, byteCount: count)
    base.deallocate()
    base = larger
  }
}
