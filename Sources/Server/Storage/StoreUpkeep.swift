import Commands
import Keyspace
import Persistence

/// Keeps the files small: copies what is alive out of mostly dead segments, deletes dead ones, moves
/// the write-ahead log into the database and gives free pages back.
///
/// Each job is bounded to some milliseconds, so commits never wait long behind one.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class StoreUpkeep: @unchecked Sendable {
  /// Runs on the writer queue and returns what to do with the outcome on the engine queue.
  typealias Job = @Sendable (StoreWriter) -> @Sendable () -> Void

  private let core: StorageCore
  private let disk: DiskSpace
  private var copy: (segment: UInt64, offset: Int)?
  /// The log may hold anything when a store is opened.
  private var isLogUnknown = true
  private var pause: Delay?
  private var churn = Churn()
  /// Whether something has happened since nothing was found to do.
  private var mayHaveWork = true
  private(set) var copiedRows: UInt64 = 0

  private static let copyRows = 2000
  private static let reclaimRows = 4096
  private static let vacuumPages = 512

  /// A log above this gives its space back once nothing has been written for a while.
  private static let quietLogBytes = 4 << 20
  private static let quietMs: Int64 = 10_000

  init(core: StorageCore, disk: DiskSpace) {
    self.core = core
    self.disk = disk
  }

  /// A job has ended, so there may be something to do again.
  func noteWork() { mayHaveWork = true }

  /// When there may be something to do again: a failed job pauses everything here for a moment, a
  /// large log waits for a quiet one, compaction for the end of a churn.
  func nextDueMs(nowMs: Int64, lastCommitMs: Int64) -> Int64? {
    let quietMs = isLogLarge ? min(lastCommitMs, nowMs) + StoreUpkeep.quietMs : nil
    let dueMs = earliest(quietMs, churn.nextLookMs(nowMs: nowMs))
    guard let pause else { return dueMs }
    return max(pause.endMs(nowMs: nowMs), dueMs ?? 0)
  }

  /// Whether the log must be checkpointed before a commit makes it longer.
  func isLogFull(nowMs: Int64) -> Bool {
    guard pause?.isOver(nowMs: nowMs) ?? true else { return false }
    return isLogUnknown || disk.sizes.walPages * disk.sizes.pageBytes > disk.budget.logBytes
  }

  /// Whether commits must share the writer with the jobs here, because space is short or most of it
  /// dead. While the disk has ample room, a small keyspace that is replaced every few seconds may leave
  /// more dead rows than that.
  var isPressing: Bool {
    let excess = disk.bytes(ofRows: core.catalog.deadRowCount - core.catalog.liveRowCount)
    return disk.isScarce || excess > (disk.isAmple ? StoreUpkeep.spareBytes : 0)
  }

  private static let spareBytes = 128 << 20

  private var isLogLarge: Bool { disk.sizes.walBytes > StoreUpkeep.quietLogBytes }

  /// The next job that is worth doing, or nil.
  func next(nowMs: Int64, lastCommitMs: Int64, committedRows: UInt64) -> Job? {
    guard pause?.isOver(nowMs: nowMs) ?? true else { return nil }
    pause = nil
    let liveRows = core.catalog.liveRowCount
    if churn.look(committedRows: committedRows, liveRows: liveRows, nowMs: nowMs) {
      mayHaveWork = true
    }
    if isLogFull(nowMs: nowMs) { return checkpointJob() }
    if mayHaveWork, let job = nextSpaceJob(nowMs) { return job }
    mayHaveWork = false
    return isLogLarge && nowMs >= lastCommitMs + StoreUpkeep.quietMs ? truncateJob() : nil
  }

  private func nextSpaceJob(_ nowMs: Int64) -> Job? {
    if let segment = core.catalog.droppable().first { return reclaimJob(segment) }
    // Until every row is indexed, a copied row could belong to an entry that is not known yet.
    guard core.keyspace.pointee.isIndexComplete else { return nil }
    // The rest of the segment may have died since the last job, and the segment gone with it.
    if let segment = copy?.segment, core.catalog.state(of: segment)?.liveCount ?? 0 == 0 {
      copy = nil
    }
    if copy == nil {
      // What is to be copied would soon be dead, and free pages will soon be used.
      if churn.isFast && disk.isAmple && !isPressing { return nil }
      copy = core.catalog.compactionCandidate(isUrgent: disk.isScarce).map { ($0, 0) }
    }
    if let copy { return copyJob(copy.segment, copy.offset, nowMs) }
    // Free pages are filled before the file grows, so only a good part of it is worth moving pages.
    let sizes = disk.sizes
    return sizes.freeBytes > max(sizes.databaseBytes / 16, 8 << 20) ? vacuumJob() : nil
  }

  private func checkpointJob() -> Job {
    job { [clock = core.clock] writer throws(StorageError) in
      let beganMs = clock.monotonicMs()
      let isComplete = try writer.checkpoint()
      return (isComplete, clock.monotonicMs() - beganMs)
    } then: { upkeep, outcome in
      upkeep.isLogUnknown = false
      upkeep.core.note(.checkpoint, outcome.1)
      if !outcome.0 { upkeep.pauseForReader() }
    }
  }

  private func truncateJob() -> Job {
    job { writer throws(StorageError) in
      try writer.truncateLog()
    } then: { upkeep, isComplete in
      if !isComplete { upkeep.pauseForReader() }
    }
  }

  private func vacuumJob() -> Job {
    job { writer throws(StorageError) in
      try writer.incrementalVacuum(pages: StoreUpkeep.vacuumPages)
    } then: { _, _ in
    }
  }

  private func pauseForReader() {
    core.log(.verbose, "somebody reads from the database's log, which cannot begin anew meanwhile")
    pause = Delay(ms: 1000, fromMs: core.clock.wallMs())
  }

  private func reclaimJob(_ segment: UInt64) -> Job {
    job { writer throws(StorageError) in
      try writer.reclaim(segment: segment, rowLimit: StoreUpkeep.reclaimRows)
    } then: { upkeep, isGone in
      guard isGone else { return }
      upkeep.core.catalog.remove(segment)
      upkeep.core.keyspace.pointee.forgetSlidDeadlines(ofSegment: segment)
    }
  }

  private func copyJob(_ segment: UInt64, _ offset: Int, _ nowMs: Int64) -> Job {
    core.buryDeadRows()
    let request = core.catalog.copyRequest(
      segment: segment, fromOffset: offset, rowLimit: StoreUpkeep.copyRows)
    return job { writer throws(StorageError) in
      try writer.copyForward(request, nowMs: nowMs)
    } then: { upkeep, result in
      upkeep.apply(result, segment)
    }
  }

  /// Points the index to the copies.
  private func apply(_ result: CopyResult, _ segment: UInt64) {
    core.buryDeadRows()
    core.catalog.finishCopy(result)
    for move in result.moves {
      if core.catalog.isLive(move.from) {
        core.keyspace.pointee.relocate(from: move.from, to: move.to, hash: move.hash)
        core.catalog.kill(move.from)
      } else {
        core.catalog.kill(move.to)
      }
    }
    copiedRows += UInt64(result.moves.count)
    copy = result.nextOffset.map { (segment, $0) }
    // Rows that have expired and wait for the sweep are not copied, and stay where they are.
    if copy == nil && result.moves.isEmpty { pause = Delay(ms: 1000, fromMs: core.clock.wallMs()) }
  }

  /// Runs `work` on the writer queue and `then` with its value on the engine queue.
  private func job<Value: Sendable>(
    _ work: @escaping @Sendable (StoreWriter) throws(StorageError) -> Value,
    then: @escaping @Sendable (StoreUpkeep, Value) -> Void
  ) -> Job {
    { [core, self] writer in
      do throws(StorageError) {
        let value = try work(writer)
        return { then(self, value) }
      } catch {
        return { self.pause(error, nowMs: core.clock.wallMs()) }
      }
    }
  }

  private func pause(_ error: StorageError, nowMs: Int64) {
    core.log(.warning, "\(error); upkeep of the files pauses for a second")
    pause = Delay(ms: 1000, fromMs: nowMs)
    copy = nil
  }
}
