import Commands

/// Copies that are complete when a test says so.
final class FakeBackups: BackupServices {
  var isRunning = false
  var lastMs = epochMs
  var starts: [Int64] = []

  func start(nowMs: Int64) {
    isRunning = true
    starts.append(nowMs)
  }
}
