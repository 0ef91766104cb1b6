extension Keyspace {
  /// Touches what reads of these keys will touch, so that the processor waits for memory once for
  /// all of them and not for each in turn: a key costs a miss in the index and one in the arena, and
  /// misses of different keys overlap.
  ///
  /// It changes nothing. The sum of what was read is returned, and worthless, so that the reads are
  /// not optimised away.
  public func warm(
    _ keys: UnsafeBufferPointer<UnsafeRawBufferPointer>, database: UInt8
  ) -> UInt64 {
    withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(keys.count, 1)) { hashes in
      var sum: UInt64 = 0
      for (number, key) in keys.enumerated() {
        hashes[number] = hasher.hash(key, database: database)
        sum &+= index.homeSlot(of: hashes[number])
      }
      for number in 0..<keys.count {
        guard let position = index.first(of: hashes[number]), index[position].isHot else {
          continue
        }
        sum &+= arena[index[position].handle].firstWord
      }
      return sum
    }
  }
}
