extension Keyspace {
  /// Touches what reads of these keys will touch, so that the processor waits for memory once for
  /// all of them and not for each in turn: a key costs a miss in the index and one in the arena, and
  /// misses of different keys overlap.
  ///
  /// It changes nothing. The sum of what was read is returned, and worthless, so that the reads are
  /// not optimised away.
  public func warm(
    _ keys: UnsafeBufferPointer<UnsafeRawBufferPointer>, number: UInt8
  ) -> UInt64 {
    let database = databases.database(of: number)
    return withUnsafeTemporaryAllocation(of: UInt64.self, capacity: max(keys.count, 1)) { words in
      var sum: UInt64 = 0
      for (number, key) in keys.enumerated() {
        words[number] = hasher.hash(key, database: database)
        sum &+= index.homeSlot(of: words[number])
      }
      for number in 0..<keys.count {
        guard let position = index.first(of: words[number]), index[position].isHot else {
          words[number] = 0
          continue
        }
        let entry = arena[index[position].handle]
        sum &+= entry.firstWord
        words[number] = UInt64(UInt(bitPattern: entry.base))
      }
      for number in 0..<keys.count {
        // Safe: nothing has moved since the address was taken.
        guard let base = UnsafeMutableRawPointer(bitPattern: UInt(words[number])) else { continue }
        sum &+= Entry(base: base).touch(upTo: Keyspace.warmedBytes)
      }
      return sum
    }
  }

  /// Of a long value the processor fetches the rest ahead by itself once it reads in sequence.
  private static let warmedBytes = 512
}
