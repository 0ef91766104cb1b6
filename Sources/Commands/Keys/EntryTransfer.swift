import Keyspace

/// An entry on its way to another key: RENAME, COPY, MOVE.
struct EntryTransfer {
  private let value: [UInt8]
  private let expiry: Expiry

  /// Takes a copy of an entry. An absolute deadline goes along; a sliding one starts anew, since a
  /// save under the other key is what the transfer is.
  init(of entry: EntryView) {
    value = [UInt8](entry.value)
    let lifetime = entry.lifetime
    expiry = lifetime.isSliding ? .backstop : .at(deadlineMs: lifetime.deadlineMs)
  }

  func save(to key: Key, _ context: CommandContext) {
    value.withUnsafeBytes {
      context.keyspace.save(key, value: $0, expiry: expiry, nowMs: context.nowMs)
    }
  }
}
