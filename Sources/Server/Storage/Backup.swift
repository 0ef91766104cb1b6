import Commands
import Keyspace
import Persistence

/// Copies the database into one file while it is in use.
///
/// What was acknowledged before the copy was asked for is committed first. Then pages are copied some
/// at a time, in turns with commits. Commits go on and are carried into the copy, so it shows the store
/// as it is when its last page is written: https://www.sqlite.org/backup.html
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class Backup: BackupServices, @unchecked Sendable {
  private enum Stage {
    case idle
    case flushing(WriteBehind.Mark)
    case starting
    case copying(StoreBackup)
  }

  private let core: StorageCore
  private let writeBehind: WriteBehind
  private let directory: String
  /// The name of the copy; a copy under way keeps the one it began with.
  var fileName: String
  private var path = ""
  private var stage = Stage.idle
  private var begunAtPosition: UInt64 = 0
  private var startedMs: Int64 = 0
  /// Clients that wait for the end of the copy.
  private var waiting: [ClientReference] = []

  private(set) var lastMs: Int64
  /// What the last copy took, in seconds; -1 before the first.
  private(set) var lastSeconds: Int64 = -1
  private(set) var isLastGood = true
  private(set) var count: UInt64 = 0
  /// Where the keyspace's dirty queue stood when the last good copy was begun.
  private(set) var lastPosition: UInt64

  /// 4 MB: some milliseconds of the writer's time.
  private static let pagesPerStep = 256

  init(core: StorageCore, writeBehind: WriteBehind, directory: String, fileName: String) {
    self.core = core
    self.writeBehind = writeBehind
    self.directory = directory
    self.fileName = fileName
    lastMs = core.clock.wallMs()
    lastPosition = core.keyspace.pointee.dirtyTail
    core.writer.removeRemains(ofBackupAt: "\(directory)/\(fileName)")
  }

  var isRunning: Bool {
    if case .idle = stage { false } else { true }
  }

  /// How long the copy under way takes already, in seconds; -1 when there is none.
  func runningSeconds(nowMs: Int64) -> Int64 {
    isRunning ? max(nowMs - startedMs, 0) / 1000 : -1
  }

  func start(nowMs: Int64) {
    precondition(!isRunning, "one copy at a time")
    path = "\(directory)/\(fileName)"
    startedMs = nowMs
    begunAtPosition = core.keyspace.pointee.dirtyTail
    stage = .flushing(writeBehind.mark())
  }

  /// Makes a copy and wakes `client` when it is complete.
  func make(for client: ClientReference, nowMs: Int64) {
    // Another client may have begun one since this one asked.
    if !isRunning { start(nowMs: nowMs) }
    waiting.append(client)
  }

  /// Has commits made at once that the copy waits for.
  func hurryCommits() {
    if case .flushing(let mark) = stage, !writeBehind.holds(mark) { writeBehind.wantRoom() }
  }

  /// The next step, or nil when there is none to take yet.
  func next() -> StoreUpkeep.Job? {
    switch stage {
    case .idle, .starting: return nil
    case .flushing(let mark):
      if let failure = writeBehind.failure ?? lackOfRoom {
        finish(failure)
        return nil
      }
      guard writeBehind.holds(mark) else { return nil }
      stage = .starting
      return begin()
    case .copying(let copy): return step(copy)
    }
  }

  /// Why what must be committed first will not be: nothing has made room on disk for it so far.
  private var lackOfRoom: StorageError? {
    let waitedMs = core.clock.wallMs() - startedMs
    guard writeBehind.isHeld, waitedMs > Backup.patienceMs else { return nil }
    return StorageError(
      operation: "copy the database", cause: .diskFull,
      message: "maxdisk leaves no room for the changes that come first")
  }

  private static let patienceMs: Int64 = 10_000

  /// Gives a copy under way up.
  func cancel() { stage = .idle }

  private func begin() -> StoreUpkeep.Job {
    { [path, self] writer in
      do throws(StorageError) {
        let copy = try writer.beginBackup(to: path)
        return { self.stage = .copying(copy) }
      } catch {
        return { self.finish(error) }
      }
    }
  }

  private func step(_ copy: StoreBackup) -> StoreUpkeep.Job {
    { _ in
      do throws(StorageError) {
        let isComplete = try copy.step(pages: Backup.pagesPerStep)
        return { if isComplete { self.finish(nil) } }
      } catch {
        return { self.finish(error) }
      }
    }
  }

  private func finish(_ failure: StorageError?) {
    stage = .idle
    isLastGood = failure == nil
    lastSeconds = max(core.clock.wallMs() - startedMs, 0) / 1000
    if let failure {
      core.log(.warning, "\(failure); there is no new backup")
      for client in waiting { core.clients.fail(client, failure) }
    } else {
      count += 1
      lastMs = core.clock.wallMs()
      lastPosition = begunAtPosition
      core.log(.notice, "backup complete: \(path)")
      core.clients.wake(waiting)
    }
    waiting.removeAll()
  }
}
