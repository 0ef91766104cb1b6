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
  /// Until the log is tried again, and until anything else is: one must not hold up the other.
  private var logPause: Delay?
  private var pause: Delay?
  /// Segments with which something is wrong, until they are tried again.
  private var resting: [UInt64: Delay] = [:]
  /// Since when somebody who reads from the log keeps it from beginning anew.
  private var logHeldSinceMs: Int64?
  private var churn = Churn()
  /// Whether something has happened since nothing was found to do.
  private var mayHaveWork = true
  /// Whether there was nothing to do only because not every row was indexed.
  private var awaitsIndex = true
  private(set) var copiedRows: UInt64 = 0
  /// Jobs that have given space back, or have come nearer to it.
  private(set) var steps: UInt64 = 0

  private static let copyRows = 2000
  private static let reclaimRows = 4096
  private static let vacuumPages = 512

  /// A log above this gives its space back once nothing has been written for a while.
  private static let quietLogBytes = 4 << 20
  private static let quietMs: Int64 = 10_000
  /// Until a segment is tried again that could not be copied or deleted.
  private static let restMs: Int64 = 60_000

  init(core: StorageCore, disk: DiskSpace) {
    self.core = core
    self.disk = disk
  }

  /// A job has ended, so there may be something to do again.
  func noteWork() { mayHaveWork = true }

  /// When there may be something to do again: a failed job pauses its kind for a moment, a large log
  /// waits for a quiet one, compaction for the end of a churn.
  func nextDueMs(nowMs: Int64, lastCommitMs: Int64) -> Int64? {
    let restMs = resting.values.map { $0.endMs(nowMs: nowMs) }.min()
    let spaceMs = earliest(earliest(churn.nextLookMs(nowMs: nowMs), restMs), pauseEndMs(nowMs))
    return earliest(logDueMs(nowMs, lastCommitMs), spaceMs)
  }

  private func pauseEndMs(_ nowMs: Int64) -> Int64? { pause?.endMs(nowMs: nowMs) }

  private func logDueMs(_ nowMs: Int64, _ lastCommitMs: Int64) -> Int64? {
    let quietMs = isLogLarge ? min(lastCommitMs, nowMs) + StoreUpkeep.quietMs : nil
    guard let logPause else { return quietMs }
    let endMs = logPause.endMs(nowMs: nowMs)
    return isLogOverdue ? endMs : quietMs.map { max($0, endMs) }
  }

  /// Whether the log must be checkpointed before a commit makes it longer.
  func isLogFull(nowMs: Int64) -> Bool {
    guard logPause?.isOver(nowMs: nowMs) ?? true else { return false }
    return isLogOverdue
  }

  private var isLogOverdue: Bool {
    isLogUnknown || disk.sizes.walPages * disk.sizes.pageBytes > disk.budget.logBytes
      || isLogOverlong
  }

  /// Whether the log takes space that it should not: it has to be given back before there can be a
  /// commit that begins it anew.
  private var isLogOverlong: Bool {
    logHeldSinceMs != nil && disk.sizes.walBytes > disk.budget.logReserveBytes
  }

  /// How long somebody has kept the log from beginning anew, in seconds; 0 when nobody does.
  func logHeldSeconds(nowMs: Int64) -> Int64 { max(nowMs - (logHeldSinceMs ?? nowMs), 0) / 1000 }

  /// Who takes the space that new rows wait for, where it is not the rows that are there.
  func spaceHolder(nowMs: Int64) -> String? {
    guard isLogOverlong else { return nil }
    return "somebody, such as a sqlite3 shell, has been reading from the database's log for "
      + "\(logHeldSeconds(nowMs: nowMs)) s, which therefore has grown to \(disk.sizes.walBytes >> 20) MB; "
      + "end that"
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
    let liveRows = core.catalog.liveRowCount
    if churn.look(committedRows: committedRows, liveRows: liveRows, nowMs: nowMs) {
      mayHaveWork = true
    }
    if isLogFull(nowMs: nowMs) { return isLogOverlong ? truncateJob() : checkpointJob() }
    if let job = nextSpaceJob(nowMs) { return job }
    guard isLogLarge, logPause?.isOver(nowMs: nowMs) ?? true else { return nil }
    return nowMs >= lastCommitMs + StoreUpkeep.quietMs ? truncateJob() : nil
  }

  private func nextSpaceJob(_ nowMs: Int64) -> Job? {
    endRests(nowMs)
    guard pause?.isOver(nowMs: nowMs) ?? true else { return nil }
    pause = nil
    if awaitsIndex && core.keyspace.pointee.isIndexComplete {
      (awaitsIndex, mayHaveWork) = (false, true)
    }
    guard mayHaveWork else { return nil }
    let job = findSpaceJob(nowMs)
    if job == nil { mayHaveWork = false }
    return job
  }

  private func endRests(_ nowMs: Int64) {
    guard !resting.isEmpty else { return }
    let count = resting.count
    resting = resting.filter { !$0.value.isOver(nowMs: nowMs) }
    if resting.count < count { mayHaveWork = true }
  }

  private func findSpaceJob(_ nowMs: Int64) -> Job? {
    if let segment = core.catalog.droppable().first(where: { resting[$0] == nil }) {
      return reclaimJob(segment)
    }
    // Until every row is indexed, a copied row could belong to an entry that is not known yet.
    guard core.keyspace.pointee.isIndexComplete else { return nil }
    // The rest of the segment may have died since the last job, and the segment gone with it.
    if let segment = copy?.segment, core.catalog.state(of: segment)?.liveCount ?? 0 == 0 {
      copy = nil
    }
    if copy == nil {
      // What is to be copied would soon be dead, and free pages will soon be used.
      if churn.isFast && disk.isAmple && !isPressing { return nil }
      copy = core.catalog.compactionCandidate(isUrgent: disk.isScarce) { resting[$0] != nil }
        .map { ($0, 0) }
    }
    if let copy { return copyJob(copy.segment, copy.offset) }
    // Free pages are filled before the file grows, so only a good part of it is worth moving pages.
    let sizes = disk.sizes
    return sizes.freeBytes > max(sizes.databaseBytes / 16, 8 << 20) ? vacuumJob() : nil
  }

  private func checkpointJob() -> Job {
    logJob { writer throws(StorageError) in try writer.checkpoint() }
  }

  private func truncateJob() -> Job {
    logJob { writer throws(StorageError) in try writer.truncateLog() }
  }

  private func logJob(
    _ work: @escaping @Sendable (StoreWriter) throws(StorageError) -> Bool
  ) -> Job {
    job { [clock = core.clock] writer throws(StorageError) in
      let beganMs = clock.monotonicMs()
      let isComplete = try work(writer)
      return (isComplete, clock.monotonicMs() - beganMs)
    } then: { upkeep, outcome in
      upkeep.isLogUnknown = false
      upkeep.core.note(.checkpoint, outcome.1)
      upkeep.noteLog(isFree: outcome.0)
    } failed: { upkeep, error, nowMs in
      upkeep.core.warn(.upkeep, "\(error); the database's log waits for a second")
      upkeep.logPause = Delay(ms: 1000, fromMs: nowMs)
    }
  }

  private func vacuumJob() -> Job {
    job { writer throws(StorageError) in
      try writer.incrementalVacuum(pages: StoreUpkeep.vacuumPages)
    } then: { upkeep, _ in
      upkeep.steps &+= 1
    }
  }

  /// Whether the log can begin anew, or somebody goes on reading from it.
  private func noteLog(isFree: Bool) {
    let nowMs = core.clock.wallMs()
    guard !isFree else {
      steps &+= 1
      (logPause, logHeldSinceMs) = (nil, nil)
      return
    }
    logPause = Delay(ms: 1000, fromMs: nowMs)
    if logHeldSinceMs == nil {
      core.log(
        .verbose, "somebody reads from the database's log, which cannot begin anew meanwhile")
      logHeldSinceMs = nowMs
    }
    if let holder = spaceHolder(nowMs: nowMs) { core.warn(.reader, "less room on disk: \(holder)") }
  }

  private func reclaimJob(_ segment: UInt64) -> Job {
    job { writer throws(StorageError) in
      try writer.reclaim(segment: segment, rowLimit: StoreUpkeep.reclaimRows)
    } then: { upkeep, isGone in
      upkeep.steps &+= 1
      guard isGone else { return }
      upkeep.core.catalog.remove(segment)
      upkeep.core.keyspace.pointee.forgetSlidDeadlines(ofSegment: segment)
    } failed: { upkeep, error, nowMs in
      upkeep.rest(segment, error, nowMs)
    }
  }

  private func copyJob(_ segment: UInt64, _ offset: Int) -> Job {
    core.buryDeadRows()
    let request = core.catalog.copyRequest(
      segment: segment, fromOffset: offset, rowLimit: StoreUpkeep.copyRows)
    return job { writer throws(StorageError) in
      try writer.copyForward(request)
    } then: { upkeep, result in
      upkeep.apply(result, segment)
    } failed: { upkeep, error, nowMs in
      upkeep.rest(segment, error, nowMs)
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
    steps &+= 1
    copy = result.nextOffset.map { (segment, $0) }
    // Rows that died meanwhile were copied too, so what is still alive there is missing in the store.
    guard result.isIncomplete, let state = core.catalog.state(of: segment), state.liveCount > 0
    else { return }
    resting[segment] = Delay(ms: StoreUpkeep.restMs, fromMs: core.clock.wallMs())
    core.warnOfDamage(
      .repair, count: state.liveCount,
      "\(state.liveCount) entries of segment \(segment) are missing in the database; "
        + "restore a backup")
  }

  /// Leaves a segment alone for a while, with which something is wrong; the others go on.
  private func rest(_ segment: UInt64, _ error: StorageError, _ nowMs: Int64) {
    resting[segment] = Delay(ms: StoreUpkeep.restMs, fromMs: nowMs)
    pause(error, nowMs: nowMs)
  }

  /// Runs `work` on the writer queue and `then` with its value on the engine queue.
  private func job<Value: Sendable>(
    _ work: @escaping @Sendable (StoreWriter) throws(StorageError) -> Value,
    then: @escaping @Sendable (StoreUpkeep, Value) -> Void,
    failed: @escaping @Sendable (StoreUpkeep, StorageError, Int64) -> Void = {
      $0.pause($1, nowMs: $2)
    }
  ) -> Job {
    { [core, self] writer in
      do throws(StorageError) {
        let value = try work(writer)
        return { then(self, value) }
      } catch {
        return { failed(self, error, core.clock.wallMs()) }
      }
    }
  }

  private func pause(_ error: StorageError, nowMs: Int64) {
    core.warn(.upkeep, "\(error); upkeep of the files pauses for a second")
    pause = Delay(ms: 1000, fromMs: nowMs)
    copy = nil
  }
}
