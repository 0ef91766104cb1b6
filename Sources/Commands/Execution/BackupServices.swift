/// Copies of the database as the server makes them. Engine queue only.
public protocol BackupServices: AnyObject {
  /// Whether a copy is being made.
  var isRunning: Bool { get }
  /// Wall-clock ms of the end of the newest complete copy, or of the server's start while there is
  /// none.
  var lastMs: Int64 { get }
  /// Begins a copy. One must not be under way.
  func start(nowMs: Int64)
}
