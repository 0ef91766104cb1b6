/// Entries changed since they were last captured for the store, in the order in which they first
/// became dirty.
///
/// An entry stands here once however often it changes, which is what makes a key that is saved a
/// hundred times one row. Positions only grow: an entry keeps its own in its header, and a removed
/// one leaves a hole. The row that the entry had before waits here too, because it dies in the same
/// transaction in which its successor is written.
struct DirtyQueue: ~Copyable {
  struct Item {
    var handle: Handle
    /// The row to be superseded, 0 for none.
    var oldRow: UInt64
  }

  private var ring: UnsafeMutablePointer<Item>
  private var capacity: UInt64
  /// Position of the oldest entry or hole still in the queue.
  private(set) var head: UInt64 = 0
  /// Position that the next entry will get.
  private(set) var tail: UInt64 = 0

  private static let initialCapacity: UInt64 = 1024
  private static let keptCapacity: UInt64 = 8192

  init() {
    capacity = DirtyQueue.initialCapacity
    ring = .allocate(capacity: Int(capacity))
  }

  deinit { ring.deallocate() }

  var byteCount: Int { Int(capacity) * MemoryLayout<Item>.stride }
  var isEmpty: Bool { head == tail }

  subscript(position: UInt64) -> Item {
    get { ring[Int(position & (capacity - 1))] }
    nonmutating set { ring[Int(position & (capacity - 1))] = newValue }
  }

  mutating func append(_ item: Item) -> UInt64 {
    if tail - head == capacity { resize(capacity * 2) }
    self[tail] = item
    tail += 1
    return tail - 1
  }

  /// Takes the oldest entry out; skips holes. nil when the queue is empty.
  mutating func popFirst() -> Item? {
    while head < tail {
      let item = self[head]
      head += 1
      if !item.handle.isNone { return item }
    }
    if capacity > DirtyQueue.keptCapacity { resize(DirtyQueue.initialCapacity) }
    return nil
  }

  mutating func removeAll() {
    head = tail
  }

  private mutating func resize(_ newCapacity: UInt64) {
    let larger = UnsafeMutablePointer<Item>.allocate(capacity: Int(newCapacity))
    for position in head..<tail {
      larger[Int(position & (newCapacity - 1))] = self[position]
    }
    ring.deallocate()
    ring = larger
    capacity = newCapacity
  }
}
