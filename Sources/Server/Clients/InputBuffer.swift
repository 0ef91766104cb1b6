/// Bytes of a client that have been received and not yet consumed.
///
/// Empty for most clients most of the time: a request that arrives whole is parsed where it was
/// received. Memory appears with the first incomplete request and goes with it.
struct InputBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer?
  private(set) var capacity = 0
  private var start = 0
  private var end = 0

  deinit { base?.deallocate() }

  var count: Int { end - start }
  var isEmpty: Bool { end == start }
  var bytes: UnsafeRawBufferPointer {
    guard let base else { return UnsafeRawBufferPointer(start: nil, count: 0) }
    return UnsafeRawBufferPointer(start: base + start, count: count)
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let source = bytes.baseAddress, bytes.count > 0 else { return }
    prepare(room: bytes.count).copyMemory(from: source, byteCount: bytes.count)
    end += bytes.count
  }

  /// Room for `bytes` more behind the last one; count them with `commit`.
  mutating func prepare(room bytes: Int) -> UnsafeMutableRawPointer {
    if end + bytes > capacity { makeRoom(bytes) }
    // Safe: `makeRoom` leaves a block behind.
    return base.unsafelyUnwrapped + end
  }

  mutating func commit(_ bytes: Int) { end += bytes }

  mutating func consume(_ bytes: Int) {
    start += bytes
    if start == end {
      start = 0
      end = 0
    }
  }

  /// Gives the memory back if nothing is in it.
  mutating func releaseIfEmpty() {
    guard isEmpty, base != nil else { return }
    base?.deallocate()
    base = nil
    capacity = 0
  }

  private mutating func makeRoom(_ bytes: Int) {
    let kept = count
    if kept + bytes <= capacity, let base {
      base.copyMemory(from: base + start, byteCount: kept)
    } else {
      let newCapacity = max(4096, kept + bytes, min(capacity * 2, capacity + (1 << 20)))
      let larger = UnsafeMutableRawPointer.allocate(byteCount: newCapacity, alignment: 16)
      if let base {
        larger.copyMemory(from: base + start, byteCount: kept)
        base.deallocate()
      }
      base = larger
      capacity = newCapacity
    }
    start = 0
    end = kept
  }
}
