/// Rows on their way to the store or back: headers in one array, keys and values in one buffer.
///
/// The same shape serves both directions. The engine fills a batch with changed entries and hands
/// it to the writer; the reader fills one with cold rows and hands it to the engine.
///
/// Safe to send: a batch belongs to one queue at a time. Whoever fills it lets go of it when the
/// batch is handed over, and nobody writes to it afterwards.
public final class RowBatch: @unchecked Sendable {
  /// One row without its bytes.
  public struct Header: Sendable, Equatable {
    /// Position in the store's append-only sequence; never reused.
    public var row: UInt64
    /// Keyed hash of database number and key.
    public var hash: UInt64
    public var lifetime: Lifetime
    public var database: UInt8
    var keyOffset: Int
    public var keyLength: Int
    public var valueLength: Int
    /// False for a row that was read without its value.
    public var hasValue: Bool
  }

  public private(set) var headers: [Header] = []
  private var bytes: UnsafeMutableRawPointer
  private var capacity: Int
  /// Bytes of keys and values in the batch.
  public private(set) var byteCount = 0

  /// - Parameter capacity: Bytes to reserve for keys and values; the batch grows past it if it must.
  public init(capacity: Int = 64 * 1024) {
    self.capacity = max(capacity, 64)
    bytes = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { bytes.deallocate() }

  public var isEmpty: Bool { headers.isEmpty }
  public var count: Int { headers.count }

  /// Appends one row, copying its key and value; nil for a value that was not read.
  public func append(
    row: UInt64, hash: UInt64, database: UInt8, lifetime: Lifetime,
    key: UnsafeRawBufferPointer, value: UnsafeRawBufferPointer?
  ) {
    let hasValue = value != nil
    let value = value ?? UnsafeRawBufferPointer(start: nil, count: 0)
    reserve(key.count + value.count)
    headers.append(
      Header(
        row: row, hash: hash, lifetime: lifetime, database: database, keyOffset: byteCount,
        keyLength: key.count, valueLength: value.count, hasValue: hasValue))
    copyBytes(key)
    copyBytes(value)
  }

  /// The key of `header`; valid while the batch lives.
  public func key(of header: Header) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: bytes + header.keyOffset, count: header.keyLength)
  }

  /// The value of `header`; valid while the batch lives.
  public func value(of header: Header) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(
      start: bytes + header.keyOffset + header.keyLength, count: header.valueLength)
  }

  private func reserve(_ additional: Int) {
    guard byteCount + additional > capacity else { return }
    capacity = max(capacity * 2, byteCount + additional)
    let larger = UnsafeMutableRawPointer.allocate(byteCount: capacity, alignment: 16)
    larger.copyMemory(from: bytes, byteCount: byteCount)
    bytes.deallocate()
    bytes = larger
  }

  private func copyBytes(_ source: UnsafeRawBufferPointer) {
    guard let base = source.baseAddress, source.count > 0 else { return }
    (bytes + byteCount).copyMemory(from: base, byteCount: source.count)
    byteCount += source.count
  }
}
