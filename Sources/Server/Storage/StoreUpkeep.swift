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
  private var copy: (segment: UInt64, offset: Int)?
  /// As of the last checkpoint; nil before the first.
  private(set) var sizes: StoreFileSizes?
  private var pausedUntilMs: Int64 = 0
  /// Whether something has happened since nothing was found to do.
  private var mayHaveWork = true
  private(set) var copiedRows: UInt64 = 0

  /// Write-ahead log pages that are worth a checkpoint: 32 MB of 16 KB pages.
  private static let checkpointPages = 2048
  private static let copyRows = 2000
  private static let reclaimRows = 4096
  private static let vacuumPages = 512

  init(core: StorageCore) { self.core = core }

  /// A job has ended, so there may be something to do again.
  func noteWork() { mayHaveWork = true }

  /// A failed job pauses everything here for a moment.
  var nextDueMs: Int64? { pausedUntilMs > 0 ? pausedUntilMs : nil }

  /// The next job that is worth doing, or nil.
  func next(nowMs: Int64) -> Job? {
    guard mayHaveWork, nowMs >= pausedUntilMs else { return nil }
    pausedUntilMs = 0
    if core.opened.writer.walPages > StoreUpkeep.checkpointPages { return checkpointJob() }
    if let segment = core.catalog.droppable().first { return reclaimJob(segment) }
    // Until every row is indexed, a copied row could belong to an entry that is not known yet.
    guard core.keyspace.pointee.isIndexComplete else { return nil }
    // The rest of the segment may have died since the last job, and the segment gone with it.
    if let segment = copy?.segment, core.catalog.state(of: segment)?.liveCount ?? 0 == 0 {
      copy = nil
    }
    if copy == nil, let segment = core.catalog.compactionCandidate() { copy = (segment, 0) }
    if let copy { return copyJob(copy.segment, copy.offset, nowMs) }
    if let sizes, sizes.freeBytes > max(sizes.databaseBytes / 4, 16 << 20) { return vacuumJob() }
    mayHaveWork = false
    return nil
  }

  private func checkpointJob() -> Job {
    job { [clock = core.clock] writer throws(StorageError) in
      let beganMs = clock.monotonicMs()
      _ = try writer.checkpoint()
      return (try writer.fileSizes(), clock.monotonicMs() - beganMs)
    } then: { upkeep, outcome in
      upkeep.sizes = outcome.0
      upkeep.core.note(.checkpoint, outcome.1)
    }
  }

  private func vacuumJob() -> Job {
    job { writer throws(StorageError) in
      try writer.incrementalVacuum(pages: StoreUpkeep.vacuumPages)
      return try writer.fileSizes()
    } then: { upkeep, sizes in
      upkeep.sizes = sizes
    }
  }

  private func reclaimJob(_ segment: UInt64) -> Job {
    job { writer throws(StorageError) in
      try writer.reclaim(segment: segment, rowLimit: StoreUpkeep.reclaimRows)
    } then: { upkeep, isGone in
      if isGone { upkeep.core.catalog.remove(segment) }
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
    if copy == nil && result.moves.isEmpty { pausedUntilMs = core.clock.wallMs() + 1000 }
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
    pausedUntilMs = nowMs + 1000
    copy = nil
  }
}
