/// The tokens of one kind: what their keys begin with, what their values look like, how long they live.
///
/// A class, because every operation asks for the kind of its key: one reference is counted and
/// nothing copied.
final class TokenKind: Sendable {
  /// Out of a hundred keys, how many are of this kind.
  let share: UInt64
  let prefix: [UInt8]
  let layout: TokenLayout
  let valueSize: Int
  /// Lifetime that a save names, in seconds; 0 for a plain SET.
  let ttlSeconds: Int

  init(
    share: UInt64 = 100, prefix: String, layout: TokenLayout, valueSize: Int, ttlSeconds: Int = 0
  ) {
    self.share = share
    self.prefix = Array(prefix.utf8)
    self.layout = layout
    self.valueSize = valueSize
    self.ttlSeconds = ttlSeconds
  }
  /// The same kind with `mark` before its prefix and a lifetime of `ttlSeconds` at most.
  func marked(_ mark: String, ttlSeconds: Int) -> TokenKind {
    TokenKind(
      share: share, prefix: mark + String(decoding: prefix, as: UTF8.self), layout: layout,
      valueSize: valueSize,
      ttlSeconds: self.ttlSeconds == 0 ? ttlSeconds : min(self.ttlSeconds, ttlSeconds))
  }
}
