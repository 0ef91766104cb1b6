internal import Glibc

/// One word of the index: 24 bits of fingerprint, one bit that tells hot from cold, and 39 bits of
/// location.
///
/// A hot location is the entry's handle in the arena; a cold one is its row in the store. The empty
/// slot is zero, which no key uses: handles and rows start at 1.
struct Slot: Equatable {
  var bits: UInt64

  static let empty = Slot(bits: 0)
  static let fingerprintBits: UInt64 = 24
  private static let hotBit: UInt64 = 1 << Keyspace.rowBits
  private static let locationMask: UInt64 = (1 << Keyspace.rowBits) - 1

  init(bits: UInt64) { self.bits = bits }

  init(fingerprint: UInt64, hot handle: Handle) {
    bits = fingerprint &<< 40 | Slot.hotBit | UInt64(handle.raw)
  }

  init(fingerprint: UInt64, cold row: UInt64) {
    bits = fingerprint &<< 40 | (row & Slot.locationMask)
  }

  var isEmpty: Bool { bits == 0 }
  var isHot: Bool { bits & Slot.hotBit != 0 }
  var fingerprint: UInt64 { bits &>> 40 }
  var handle: Handle { Handle(raw: UInt32(truncatingIfNeeded: bits)) }
  /// The row's low 39 bits; rows in the store are told apart by them while fewer than 2^39 are live
  /// at a time.
  var row: UInt64 { bits & Slot.locationMask }
}

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
