/// The part of the ring that a replay is looking at: about 1 MB, or one frame if that is larger.
struct ReplayWindow: ~Copyable {
  private static let preferredBytes = 1 << 20

  private var buffer: UnsafeMutableRawBufferPointer
  private var start: UInt64 = 0
  private var count = 0
  private let capacity: Int

  init(capacity: Int) {
    self.capacity = capacity
    buffer = .allocate(byteCount: min(ReplayWindow.preferredBytes, capacity), alignment: 16)
  }

  deinit { buffer.deallocate() }

  /// The bytes from `lsn` on; valid until the next call. `byteCount` must not exceed the ring.
  mutating func bytes(
    at lsn: UInt64, count byteCount: Int, of file: borrowing File
  ) throws(StorageError) -> UnsafeRawBufferPointer {
    if lsn < start || lsn + UInt64(byteCount) > start + UInt64(count) {
      try load(lsn, atLeast: byteCount, file)
    }
    let offset = Int(lsn - start)
    return UnsafeRawBufferPointer(rebasing: buffer[offset..<(offset + byteCount)])
  }

  private mutating func load(
    _ lsn: UInt64, atLeast byteCount: Int, _ file: borrowing File
  ) throws(StorageError) {
    if buffer.count < byteCount {
      buffer.deallocate()
      buffer = .allocate(byteCount: byteCount, alignment: 16)
    }
    let position = Int(lsn % UInt64(capacity))
    let first = min(buffer.count, capacity - position)
    try fill(buffer[..<first], from: position, file)
    try fill(buffer[first...], from: 0, file)
    (start, count) = (lsn, buffer.count)
  }

  private func fill(
    _ part: Slice<UnsafeMutableRawBufferPointer>, from position: Int, _ file: borrowing File
  ) throws(StorageError) {
    let part = UnsafeMutableRawBufferPointer(rebasing: part)
    let done = try file.read(into: part, at: JournalHeader.byteCount + position)
    UnsafeMutableRawBufferPointer(rebasing: part[done...]).initializeMemory(
      as: UInt8.self, repeating: 0)
  }
}
