/// Which database each number that `SELECT` takes stands for.
///
/// An entry, its row and its records in the journal carry the database in which it was saved, for
/// good. SWAPDB exchanges two numbers here and touches no entry, however many there are.
public struct DatabaseMap: Sendable, Equatable {
  /// Four bits for each number's database, the lowest for number 0.
  public private(set) var rawValue: UInt64

  /// Every number stands for the database of the same number.
  public static let identity = DatabaseMap(unchecked: 0xFEDC_BA98_7654_3210)

  private init(unchecked rawValue: UInt64) { self.rawValue = rawValue }

  /// nil unless every database has exactly one number: what comes from a file may be anything.
  public init?(rawValue: UInt64) {
    self.rawValue = rawValue
    var found: UInt16 = 0
    for number in 0..<UInt8(Key.databaseCount) { found |= 1 << UInt16(database(of: number)) }
    guard found == .max else { return nil }
  }

  /// Each database's number, in the form of `rawValue`: the map read backwards.
  public var inverse: DatabaseMap {
    var bits: UInt64 = 0
    for number in 0..<UInt8(Key.databaseCount) {
      bits |= UInt64(number) << (UInt64(database(of: number)) * 4)
    }
    return DatabaseMap(unchecked: bits)
  }

  /// The database that `number` stands for. Complexity: a shift.
  @inline(__always)
  public func database(of number: UInt8) -> UInt8 {
    UInt8(truncatingIfNeeded: (rawValue &>> (UInt64(number) &* 4)) & 15)
  }

  /// The number that stands for `database`. Complexity: O(number of databases).
  public func number(of database: UInt8) -> UInt8 {
    var number: UInt8 = 0
    while self.database(of: number) != database && number < 15 { number += 1 }
    return number
  }

  /// Lets two numbers exchange their databases.
  public mutating func swap(_ first: UInt8, _ second: UInt8) {
    let difference = UInt64(database(of: first) ^ database(of: second))
    rawValue ^= difference << (UInt64(first) * 4)
    if first != second { rawValue ^= difference << (UInt64(second) * 4) }
  }
}

extension Keyspace {
  /// Lets two numbers exchange their databases, with every entry in them, hot and cold.
  ///
  /// Whoever watches keys must be told before which of them this changes: no key is signalled.
  /// Complexity: O(1).
  /// https://redis.io/docs/latest/commands/swapdb/
  public mutating func swapDatabases(_ first: UInt8, _ second: UInt8) {
    guard first != second else { return }
    databases.swap(first, second)
    isMapDirty = true
    changes.set(databases)
    signal(.swapped, databases.database(of: first), UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// Takes over what the store or the journal says.
  mutating func restore(_ map: DatabaseMap) {
    databases = map
    isMapDirty = true
  }

  /// The map, for the next commit to carry; what changes afterwards is for another one.
  public mutating func captureDatabases() -> DatabaseMap {
    isMapDirty = false
    return databases
  }
}
