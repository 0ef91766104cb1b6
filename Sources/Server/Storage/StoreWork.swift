import Commands
import Dispatch
import Keyspace
import Persistence

/// Decides what the writer queue does next, one job at a time: commits first, then whatever keeps
/// the files small, and every other time the next step of a copy of the database.
///
/// One job at a time, because a job's outcome (moved rows, dropped segments) must be in the catalog
/// before the next one is made from it.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class StoreWork: @unchecked Sendable {
  private let core: StorageCore
  private let disk: DiskSpace
  private let eviction: DiskEviction
  let writeBehind: WriteBehind
  private let upkeep: StoreUpkeep
  private let backup: Backup
  /// Whether a copy of the database has waited for the job before.
  private var isBackupTurn = false
  private var isBusy = false
  private var isStopped = false
  private var wasCommit = false
  private var releasedMs: Int64 = 0
  private var roomWait = RoomWait()
  /// Why nobody is made to wait for room any more; nil while waiting is worthwhile.
  private(set) var stall: StorageError?
  /// Clients that wait for room.
  private var waiting: [ClientReference] = []

  init(
    core: StorageCore, disk: DiskSpace, eviction: DiskEviction, writeBehind: WriteBehind,
    upkeep: StoreUpkeep, backup: Backup
  ) {
    self.core = core
    self.disk = disk
    self.eviction = eviction
    self.writeBehind = writeBehind
    self.upkeep = upkeep
    self.backup = backup
  }

  /// Starts no further job; the one under way still reports.
  func stop() { isStopped = true }

  /// Wakes `reference` after the next commit. While commits fail nothing can make room, and the reply
  /// says why.
  func wantRoom(for reference: ClientReference) {
    if let failure = writeBehind.failure ?? stall {
      return core.clients.fail(reference, failure)
    }
    waiting.append(reference)
    writeBehind.wantRoom()
  }

  /// Starts the next job if one is due and the writer is free.
  func pump(nowMs: Int64) {
    guard !isBusy, !isStopped else { return }
    backup.hurryCommits()
    if !writeBehind.isGathering {
      if upkeepComesFirst(nowMs), startUpkeep(nowMs) { return }
      // In turns, so that neither a copy nor commits hold up the other.
      isBackupTurn.toggle()
      if isBackupTurn, let job = backup.next() { return start(job) }
    }
    let commit = writeBehind.next(nowMs: nowMs)
    noteHold(nowMs)
    if let commit { return start(commit) }
    guard !writeBehind.isGathering else { return }
    // No commit will make more room than there is, and upkeep may go on for long. Those who wait for
    // room that the disk does not have are woken by the commit that finds some.
    if writeBehind.isIdle || !writeBehind.isHeld { wakeWaiting() }
    if startUpkeep(nowMs) { return }
    if let job = backup.next() { start(job) }
  }

  /// When `pump` may have something to do, in wall-clock ms.
  func nextDueMs(nowMs: Int64) -> Int64? {
    guard !isBusy else { return nil }
    let patienceMs = stall == nil ? roomWait.endMs : nil
    return earliest(
      earliest(writeBehind.nextDueMs(nowMs: nowMs), patienceMs),
      upkeep.nextDueMs(nowMs: nowMs, lastCommitMs: writeBehind.lastCommitMs))
  }

  /// Room on disk comes back by itself, by upkeep or eviction, and clients wait for it. When none comes
  /// they are told, until some is there again.
  private func noteHold(_ nowMs: Int64) {
    guard writeBehind.isHeld else {
      if stall != nil { core.log(.notice, "the database has room for new entries again") }
      stall = nil
      roomWait.end()
      return
    }
    let holder = upkeep.spaceHolder(nowMs: nowMs)
    let isOver = roomWait.isOver(
      steps: upkeep.steps &+ eviction.rounds, isTakenByOthers: holder != nil, nowMs: nowMs)
    guard isOver else { return }
    let error = StorageError(
      operation: "write to the database", cause: .diskFull,
      message: holder
        ?? "maxdisk leaves no room for new entries, and none has come free for "
        + "\(roomWait.seconds(nowMs: nowMs)) s; raise it")
    stall = error
    core.warn(.room, "\(error)")
    failWaiting(error)
  }

  private func upkeepComesFirst(_ nowMs: Int64) -> Bool {
    upkeep.isLogFull(nowMs: nowMs) || (wasCommit && upkeep.isPressing)
  }

  private func startUpkeep(_ nowMs: Int64) -> Bool {
    guard writeBehind.failure == nil,
      let job = upkeep.next(
        nowMs: nowMs, lastCommitMs: writeBehind.lastCommitMs,
        committedRows: writeBehind.committedRows)
    else { return false }
    wasCommit = false
    start(job)
    return true
  }

  private func start(_ commit: StoreCommit) {
    wasCommit = true
    start { [core] writer in
      let beganMs = core.clock.monotonicMs()
      let error = StoreWork.commit(commit, writer)
      let tookMs = core.clock.monotonicMs() - beganMs
      return {
        core.note(.storeCommit, tookMs)
        self.finish(commit, error)
      }
    }
  }

  private func start(_ job: @escaping StoreUpkeep.Job) {
    isBusy = true
    core.writerQueue.async { [core, self] in
      let finish = job(core.writer)
      // Sizes that cannot be told stay as they were.
      let sizes = try? core.writer.fileSizes()
      core.inbox.post {
        self.isBusy = false
        self.upkeep.noteWork()
        if let sizes { self.disk.note(sizes) }
        finish()
        self.pump(nowMs: core.clock.wallMs())
      }
    }
  }

  private func finish(_ commit: StoreCommit, _ error: StorageError?) {
    let nowMs = core.clock.wallMs()
    if let error {
      writeBehind.fail(commit, error, nowMs: nowMs)
      failWaiting(error)
    } else {
      writeBehind.finish(commit, nowMs: nowMs)
      releaseMemoryIfDue(nowMs)
      wakeWaiting()
    }
  }

  private func failWaiting(_ error: StorageError) {
    let references = waiting
    waiting.removeAll()
    for reference in references { core.clients.fail(reference, error) }
  }

  /// A cycle has filled the writer's page cache with pages that it will not write again: the next
  /// one appends behind them. Under a load that lets no cycle end the holes in the allocator would add
  /// up (B1).
  private func releaseMemoryIfDue(_ nowMs: Int64) {
    let waitedMs = nowMs - releasedMs
    guard writeBehind.isResting || waitedMs >= StoreWork.releaseMs || waitedMs < 0 else { return }
    releasedMs = nowMs
    core.releaseMemory()
  }

  private static let releaseMs: Int64 = 5000

  private func wakeWaiting() {
    guard !waiting.isEmpty else { return }
    let references = waiting
    waiting.removeAll()
    core.clients.wake(references)
  }

  private static func commit(_ commit: StoreCommit, _ writer: StoreWriter) -> StorageError? {
    do throws(StorageError) {
      try writer.commit(commit)
      return nil
    } catch {
      return error
    }
  }
}
