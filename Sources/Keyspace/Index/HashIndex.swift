internal import CPrefetch

/// The one index of every key, in memory and on disk: eight bytes a slot.
///
/// 512 partitions by the hash's top bits, each a linear-probing table kept in fingerprint order
/// (the ordered hash table of Amble and Knuth, 1974, that Robin Hood hashing also arrives at).
/// Three things follow from the order: a miss stops at the first larger fingerprint; a rebuild
/// needs no keys; and walking the slots walks the hash space, so a SCAN cursor is a point in it
/// that growth does not disturb. A partition grows by an eighth at a time and alone, by a page at least
/// once it has one; with ten million keys some twenty thousand slots, so no rehash ever pauses the
/// server or doubles its memory.
///
/// Fingerprints are 24 bits; with the 9 of the partition two keys share both once in 2^33. Whoever
/// finds a candidate must compare keys.
struct HashIndex: ~Copyable {
  static let partitionBits: UInt64 = 9
  static let partitionCount = 1 << 9

  struct Partition {
    var slots: UnsafeMutablePointer<Slot>?
    /// Slots that a fingerprint can call home.
    var capacity = 0
    var count = 0
    /// Slots that exist: a short run past `capacity` takes what the last homes displace.
    var physical = 0
  }

  /// A place in the index; valid until the next insertion or removal.
  struct Position: Equatable {
    var partition: Int
    var offset: Int
  }

  let partitions: UnsafeMutablePointer<Partition>
  private(set) var count = 0
  /// Bytes taken by slots and partition headers.
  private(set) var byteCount = MemoryLayout<Partition>.stride * partitionCount

  init() {
    partitions = .allocate(capacity: HashIndex.partitionCount)
    partitions.initialize(repeating: Partition(), count: HashIndex.partitionCount)
  }

  deinit {
    for number in 0..<HashIndex.partitionCount { release(partitions[number]) }
    partitions.deallocate()
  }

  static func physicalSlots(_ capacity: Int) -> Int { capacity + 16 + capacity / 64 }

  @inline(__always)
  static func partition(of hash: UInt64) -> Int { Int(hash &>> (64 &- partitionBits)) }

  @inline(__always)
  static func fingerprint(of hash: UInt64) -> UInt64 {
    (hash &<< partitionBits) &>> (64 &- Slot.fingerprintBits)
  }

  @inline(__always)
  static func home(_ fingerprint: UInt64, capacity: Int) -> Int {
    Int((fingerprint &* UInt64(capacity)) &>> Slot.fingerprintBits)
  }

  subscript(position: Position) -> Slot {
    @inline(__always)
    get { partitions[position.partition].slots.unsafelyUnwrapped[position.offset] }
    @inline(__always)
    nonmutating set {
      partitions[position.partition].slots.unsafelyUnwrapped[position.offset] = newValue
    }
  }

  /// Asks for the slots where a search for `hash` begins.
  @inline(__always)
  func prefetch(_ hash: UInt64) {
    let partition = partitions[HashIndex.partition(of: hash)]
    guard let slots = partition.slots else { return }
    let fingerprint = HashIndex.fingerprint(of: hash)
    cprefetch_line(slots + HashIndex.home(fingerprint, capacity: partition.capacity))
  }

  /// The first slot whose fingerprint is that of `hash`; further ones follow directly.
  @inline(__always)
  func first(of hash: UInt64) -> Position? {
    let number = HashIndex.partition(of: hash)
    let partition = partitions[number]
    guard let slots = partition.slots else { return nil }
    let fingerprint = HashIndex.fingerprint(of: hash)
    var offset = HashIndex.home(fingerprint, capacity: partition.capacity)
    // Safe: the last physical slot is always empty, so the loop ends inside the table.
    while !slots[offset].isEmpty && slots[offset].fingerprint < fingerprint { offset &+= 1 }
    guard !slots[offset].isEmpty && slots[offset].fingerprint == fingerprint else { return nil }
    return Position(partition: number, offset: offset)
  }

  /// The slot after `position` if it has the same fingerprint.
  @inline(__always)
  func next(after position: Position) -> Position? {
    let slots = partitions[position.partition].slots.unsafelyUnwrapped
    let slot = slots[position.offset &+ 1]
    guard !slot.isEmpty && slot.fingerprint == slots[position.offset].fingerprint else {
      return nil
    }
    return Position(partition: position.partition, offset: position.offset &+ 1)
  }

  /// Adds a slot for `hash`. Complexity: O(1) expected; a growing partition is rebuilt once.
  mutating func insert(_ slot: Slot, hash: UInt64) {
    let number = HashIndex.partition(of: hash)
    if (partitions[number].count + 1) * 8 > partitions[number].capacity * 7 { grow(number) }
    while !place(slot, in: number) { makeRoom(number) }
    partitions[number].count += 1
    count += 1
  }

  /// Takes the slot at `position` out and closes the gap.
  mutating func remove(at position: Position) {
    let number = position.partition
    let capacity = partitions[number].capacity
    let slots = partitions[number].slots.unsafelyUnwrapped
    var hole = position.offset
    // A slot moves into the hole unless that would put it before its home.
    while true {
      let follower = slots[hole + 1]
      if follower.isEmpty || HashIndex.home(follower.fingerprint, capacity: capacity) > hole {
        break
      }
      slots[hole] = follower
      hole += 1
    }
    slots[hole] = .empty
    partitions[number].count -= 1
    count -= 1
    if capacity > 64 && partitions[number].count * 4 < capacity {
      // Less than half, so that it takes fewer pages, however they round.
      rebuild(number, capacity: HashIndex.fitted(capacity * 2 / 5))
    }
  }

  /// Empties the index and gives its memory back.
  mutating func removeAll() {
    for number in 0..<HashIndex.partitionCount {
      release(partitions[number])
      partitions[number] = Partition()
    }
    count = 0
    byteCount = MemoryLayout<Partition>.stride * HashIndex.partitionCount
  }

  /// Puts `slot` behind the last one of no larger fingerprint. False when the run of displaced
  /// slots would reach the end of the table.
  private func place(_ slot: Slot, in number: Int) -> Bool {
    let partition = partitions[number]
    guard let slots = partition.slots else { return false }
    var offset = HashIndex.home(slot.fingerprint, capacity: partition.capacity)
    while !slots[offset].isEmpty && slots[offset].fingerprint <= slot.fingerprint { offset += 1 }
    var end = offset
    while !slots[end].isEmpty { end += 1 }
    guard end < partition.physical - 1 else { return false }
    while end > offset {
      slots[end] = slots[end - 1]
      end -= 1
    }
    slots[offset] = slot
    return true
  }

  /// Where keys crowd at the end of the hash space only the run behind the last home gets longer:
  /// more homes would not spread keys of one fingerprint.
  private mutating func makeRoom(_ number: Int) {
    let partition = partitions[number]
    if partition.count * 2 < partition.capacity {
      rebuild(number, capacity: partition.capacity)
    } else {
      grow(number)
    }
  }

  /// Small tables grow by a quarter, so that few blocks are left behind.
  private mutating func grow(_ number: Int) {
    let capacity = partitions[number].capacity
    let step = capacity < 64 ? capacity / 4 : capacity / 8
    rebuild(number, capacity: HashIndex.fitted(max(8, capacity + step)))
  }

  /// At least `capacity` homes, as many as the memory that they take has room for.
  private static func fitted(_ capacity: Int) -> Int {
    let needed = physicalSlots(capacity)
    let taken = SlotMemory.rounded(needed)
    return taken == needed ? capacity : (taken - 16) * 64 / 65
  }

  private mutating func rebuild(_ number: Int, capacity: Int) {
    let old = partitions[number]
    // The old slots come in fingerprint order, so each goes to its home or right behind the last.
    let physical = SlotMemory.rounded(
      max(HashIndex.physicalSlots(capacity), lastOffset(old, capacity: capacity) + 18))
    let slots = SlotMemory.allocate(physical)
    var end = 0
    for index in 0..<old.physical {
      guard let slot = old.slots?[index], !slot.isEmpty else { continue }
      end = max(end, HashIndex.home(slot.fingerprint, capacity: capacity))
      slots[end] = slot
      end += 1
    }
    release(old)
    partitions[number] = Partition(
      slots: slots, capacity: capacity, count: old.count, physical: physical)
    byteCount += (physical - old.physical) * MemoryLayout<Slot>.stride
  }

  private func release(_ partition: Partition) {
    if let slots = partition.slots { SlotMemory.deallocate(slots, count: partition.physical) }
  }

  /// Where the last of the partition's slots would land in a table of `capacity` homes.
  private func lastOffset(_ partition: Partition, capacity: Int) -> Int {
    var end = 0
    for index in 0..<partition.physical {
      guard let slot = partition.slots?[index], !slot.isEmpty else { continue }
      end = max(end, HashIndex.home(slot.fingerprint, capacity: capacity)) + 1
    }
    return end
  }
}
