internal import Glibc

/// Memory of the index's partitions.
///
/// From a page on they are whole pages of their own (mmap(2)). All partitions grow at about the same
/// time, so the blocks that they leave behind fit nobody, and in an allocator's heap the pages at both
/// ends of such a hole could not go back to the system: 2.5 MB with a million keys.
enum SlotMemory {
  static let slotsPerPage = Int(sysconf(Int32(_SC_PAGESIZE))) / MemoryLayout<Slot>.stride

  /// The least number of slots from `count` on that wastes nothing.
  static func rounded(_ count: Int) -> Int {
    isPages(count) ? (count + slotsPerPage - 1) / slotsPerPage * slotsPerPage : count
  }

  /// Empty slots; `count` comes from `rounded`.
  static func allocate(_ count: Int) -> UnsafeMutablePointer<Slot> {
    guard isPages(count) else {
      let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
      slots.initialize(repeating: .empty, count: count)
      return slots
    }
    let pages = mmap(
      nil, count * MemoryLayout<Slot>.stride, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS,
      -1, 0)
    guard let pages, pages != MAP_FAILED else { fatalError("no memory for the index") }
    // The system's pages are zero, and so is an empty slot.
    return pages.bindMemory(to: Slot.self, capacity: count)
  }

  static func deallocate(_ slots: UnsafeMutablePointer<Slot>, count: Int) {
    if isPages(count) {
      munmap(slots, count * MemoryLayout<Slot>.stride)
    } else {
      slots.deallocate()
    }
  }

  private static func isPages(_ count: Int) -> Bool { count >= slotsPerPage }
}
