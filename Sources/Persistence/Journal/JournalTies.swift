/// What ties a journal to its database, so that neither is taken for another's.
public struct JournalTies: Sendable {
  /// A number of the database's own.
  public let identity: UInt64
  /// Whether the journal has been marked with it. Before this program marked journals it was not.
  public let isMarked: Bool

  /// Whether the journal may hold acknowledged changes that the database does not: there has been no
  /// clean stop since it was in use. Before this program noted that it cannot be told.
  public let isAwaited: Bool

  public init(identity: UInt64, isMarked: Bool, isAwaited: Bool = false) {
    (self.identity, self.isMarked, self.isAwaited) = (identity, isMarked, isAwaited)
  }

  /// For a journal that is used by itself.
  public static let none = JournalTies(identity: 0, isMarked: false)

  /// - Throws: `.foreign` when a journal with this mark is another database's.
  func check(_ found: UInt64?, path: String) throws(StorageError) {
    if found == identity { return }
    if found == nil && !isMarked { return }
    throw StorageError(
      operation: "open \(path)", cause: .foreign,
      message: "it does not belong to the database beside it; put the right one there, "
        + "or move it away and lose what it holds")
  }
}
