/// Where an entry lives in the arena: 14 bits of segment, 17 bits of eight-byte granule.
///
/// Zero is no entry. Handles stay below 2^31, so a link word has a bit to spare.
struct Handle: Equatable, Hashable {
  var raw: UInt32

  static let none = Handle(raw: 0)
  static let granuleBits: UInt32 = 17
  static let granuleBytes = 8
  static let maxSegments = 1 << 14

  init(raw: UInt32) { self.raw = raw }

  init(segment: Int, offset: Int) {
    raw = UInt32(segment) &<< Handle.granuleBits | UInt32(offset / Handle.granuleBytes)
  }

  var isNone: Bool { raw == 0 }
  var segment: Int { Int(raw &>> Handle.granuleBits) }
  var offset: Int { Int(raw & ((1 &<< Handle.granuleBits) - 1)) &* Handle.granuleBytes }
}
