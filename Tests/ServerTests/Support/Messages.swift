import Synchronization

/// Log lines of an engine.
final class Messages: Sendable {
  private let lines = Mutex<[String]>([])

  func append(_ line: String) { lines.withLock { $0.append(line) } }

  func count(_ part: String) -> Int { lines.withLock { $0.count { $0.contains(part) } } }

  /// Forgets what has been said so far.
  func removeAll() { lines.withLock { $0.removeAll() } }
}
