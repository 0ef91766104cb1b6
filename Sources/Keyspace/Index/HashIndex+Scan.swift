extension HashIndex {
  /// A point in the hash space: partition and fingerprint, 33 bits. The order in which SCAN walks.
  typealias Cursor = UInt64

  @inline(__always)
  static func cursor(partition: Int, fingerprint: UInt64) -> Cursor {
    UInt64(partition) &<< Slot.fingerprintBits | fingerprint
  }

  /// Visits slots from `cursor` on until at least `limit` were seen and their fingerprint is
  /// complete, or until `visit` answers that it has not taken a slot, with which the next call begins.
  ///
  /// A key keeps its point in the hash space however the table grows or shrinks, so a key that is
  /// there throughout a walk is visited by it.
  ///
  /// - Returns: Where the next call must begin, or nil at the end of the hash space.
  func scan(from cursor: Cursor, limit: Int, _ visit: (Position, Slot) -> Bool) -> Cursor? {
    var number = Int(truncatingIfNeeded: cursor &>> Slot.fingerprintBits)
    var fingerprint = cursor & ((1 &<< Slot.fingerprintBits) - 1)
    var seen = 0
    while number < HashIndex.partitionCount {
      if let next = scan(number, from: fingerprint, limit: limit, seen: &seen, visit) {
        return HashIndex.cursor(partition: number, fingerprint: next)
      }
      number += 1
      fingerprint = 0
    }
    return nil
  }

  /// Visits one partition; the fingerprint at which it stopped, or nil at the partition's end.
  private func scan(
    _ number: Int, from fingerprint: UInt64, limit: Int, seen: inout Int,
    _ visit: (Position, Slot) -> Bool
  ) -> UInt64? {
    let partition = partitions[number]
    guard let slots = partition.slots else { return nil }
    var previous: UInt64?
    for offset in HashIndex.home(fingerprint, capacity: partition.capacity)..<partition.physical {
      let slot = slots[offset]
      guard !slot.isEmpty && slot.fingerprint >= fingerprint else { continue }
      if seen >= limit && slot.fingerprint != previous { return slot.fingerprint }
      guard visit(Position(partition: number, offset: offset), slot) else {
        return slot.fingerprint
      }
      previous = slot.fingerprint
      seen += 1
    }
    return nil
  }
}
