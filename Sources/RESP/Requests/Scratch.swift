/// Memory that the parser reuses from request to request. It grows on demand and is freed with its
/// owner.
struct Scratch<Element: BitwiseCopyable>: ~Copyable {
  private(set) var base: UnsafeMutablePointer<Element>
  private(set) var capacity: Int

  init(capacity: Int) {
    base = .allocate(capacity: capacity)
    self.capacity = capacity
  }

  deinit { base.deallocate() }

  /// Bytes held.
  var byteCount: Int { capacity * MemoryLayout<Element>.stride }

  /// Makes room for `needed` elements and keeps the first `used`. Amortised O(1) per element.
  @inline(never)
  mutating func grow(to needed: Int, keeping used: Int) {
    replace(capacity: max(needed, capacity * 2), keeping: used)
  }

  /// Changes the capacity to exactly `newCapacity` and keeps the first `used` elements.
  mutating func replace(capacity newCapacity: Int, keeping used: Int) {
    precondition(used <= newCapacity && used <= capacity)
    let moved = UnsafeMutablePointer<Element>.allocate(capacity: newCapacity)
    moved.update(from: base, count: used)
    base.deallocate()
    base = moved
    capacity = newCapacity
  }
}
