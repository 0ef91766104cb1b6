extension Keyspace {
  /// Whether the index leads to a row of the store: as a cold key, or as the stored state of a hot one.
  public func holds(row: UInt64, hash: UInt64) -> Bool {
    if position(ofColdRow: row, hash: hash) != nil { return true }
    var position = index.first(of: hash)
    while let candidate = position {
      let slot = index[candidate]
      if slot.isHot && self.row(of: arena[slot.handle]) == row { return true }
      position = index.next(after: candidate)
    }
    return false
  }
}
