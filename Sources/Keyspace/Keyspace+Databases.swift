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
