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
