import Keyspace
import Persistence

/// Moves changed entries from memory into the store, some time after the journal has made them safe.
///
/// The longer it waits the more changes of a key become one row, so a cycle starts when the oldest
/// change is `intervalMs` old, or earlier when the journal is half full, a quarter of memory waits,
/// or somebody waits for room. A cycle writes what was dirty when it began, a few megabytes at a
/// time.
final class WriteBehind {
  private let core: StorageCore
  private let journal: JournalKeeper
  private let disk: DiskSpace
  private let eviction: DiskEviction
  /// How long a change may wait; may change while running.
  var intervalMs: Int64
  private let batchBytes: Int
  /// Rows of the commit in the making.
  private var gathered: RowBatch?
  /// The position in the dirty queue at which the present cycle ends.
  private var cycleEnd: UInt64?
  private var dirtySinceMs: Int64?
  private var isRoomWanted = false
  /// Captured and not yet committed; tried again until it is.
  private var unfinished: StoreCommit?
  private var replayable = ReplayableRows()
  private var retry = Delay.none
  /// Why the last commit failed, until one succeeds.
  private(set) var failure: StorageError?
  private(set) var lastCommitMs: Int64 = 0
  private(set) var committedRows: UInt64 = 0
  private var commits: UInt64 = 0

  init(
    core: StorageCore, journal: JournalKeeper, disk: DiskSpace, eviction: DiskEviction,
    intervalMs: Int64, batchBytes: Int
  ) {
    self.core = core
    self.journal = journal
    self.disk = disk
    self.eviction = eviction
    self.intervalMs = max(intervalMs, 1)
    self.batchBytes = batchBytes
    lastCommitMs = core.clock.wallMs()
    replayable.note(belowRow: core.catalog.nextRow, lsn: journal.endLsn)
  }

  /// Bytes of memory that a batch takes.
  var bufferBytes: Int { batchBytes + batchBytes / 4 }

  /// Whether everything is in the store.
  var isIdle: Bool { unfinished == nil && !isGathering && !hasChanges }

  /// Whether rows have their numbers and are not in the store: no others may be written meanwhile.
  var isGathering: Bool { gathered != nil }

  /// Whether a cycle is over and the next one has to wait for its time.
  var isResting: Bool { unfinished == nil && cycleEnd == nil && !isHeld }

  /// Whether there is anything that the store does not know: entries, rows that have died, or that
  /// the journal must not be replayed from where it was.
  private var hasChanges: Bool {
    core.keyspace.pointee.isDirty || core.catalog.hasChanges || journal.isInDoubt
      || (isRoomWanted && journal.holdsOnlyStored)
  }

  /// Whether there is anything of it that needs no room for rows.
  private var hasSmallChanges: Bool {
    core.catalog.hasChanges || core.keyspace.pointee.isMapDirty
  }

  /// Somebody cannot go on until entries have been written.
  func wantRoom() { isRoomWanted = true }

  /// All changes up to a moment.
  struct Mark {
    fileprivate let position: UInt64
    fileprivate let commits: UInt64
  }

  /// The changes made so far.
  func mark() -> Mark {
    // A commit under way was captured before now.
    let pending: UInt64 = unfinished == nil ? 0 : 1
    return Mark(position: core.keyspace.pointee.dirtyTail, commits: commits + pending)
  }

  /// Whether the store holds every change up to `mark`; rows that died since travel with any commit.
  func holds(_ mark: Mark) -> Bool {
    guard unfinished == nil, !isGathering, core.keyspace.pointee.dirtyHead >= mark.position else {
      return false
    }
    return commits > mark.commits || !hasChanges
  }

  /// Whether new rows wait for room on disk; deaths of rows are still written.
  private(set) var isHeld = false

  /// The next commit to make, or nil when none is due or it is not complete.
  func next(nowMs: Int64) -> StoreCommit? {
    if let unfinished { return retry.isOver(nowMs: nowMs) ? unfinished : nil }
    if isGathering { return gather(nowMs) }
    isHeld = core.keyspace.pointee.isDirty && !disk.hasRoom(for: bufferBytes)
    if isHeld {
      core.buryDeadRows()
      return hasSmallChanges ? makeCommit(of: RowBatch()) : nil
    }
    guard hasChanges else {
      cycleEnd = nil
      dirtySinceMs = nil
      isRoomWanted = false
      return nil
    }
    if dirtySinceMs == nil { dirtySinceMs = nowMs }
    if cycleEnd == nil {
      guard isUrgent(nowMs: nowMs) else { return nil }
      cycleEnd = core.keyspace.pointee.dirtyTail
      dirtySinceMs = nowMs
    }
    return gather(nowMs)
  }

  /// When `next` may have something, in wall-clock ms; nil for not before something changes.
  func nextDueMs(nowMs: Int64) -> Int64? {
    if unfinished != nil { return retry.endMs(nowMs: nowMs) }
    if isGathering { return nowMs }
    // What frees room reports when it has.
    guard hasChanges, !isHeld else { return nil }
    return cycleEnd == nil ? min(dirtySinceMs ?? nowMs, nowMs) + intervalMs : nowMs
  }

  /// The store holds `commit`.
  func finish(_ commit: StoreCommit, nowMs: Int64) {
    unfinished = nil
    if failure != nil { core.log(.notice, "the database takes changes again") }
    failure = nil
    lastCommitMs = nowMs
    committedRows += UInt64(commit.rows.count)
    commits += 1
    if commit.nextRow > 0 { core.keyspace.pointee.noteCommitted(throughRow: commit.nextRow - 1) }
    if commit.isSynced || !journal.isUsed {
      journal.release(through: commit.journalThrough)
    }
    eviction.finish()
    eviction.settledRow = journal.isUsed ? replayable.settledRow : .max
    if let end = cycleEnd, core.keyspace.pointee.dirtyHead >= end {
      cycleEnd = nil
      isRoomWanted = false
    }
  }

  /// The store did not take `commit`; it stays captured and is tried again.
  func fail(_ commit: StoreCommit, _ error: StorageError, nowMs: Int64) {
    if failure == nil { core.log(.warning, "\(error); trying again until it succeeds") }
    failure = error
    unfinished = commit
    retry = Delay(ms: 250, fromMs: nowMs)
  }

  /// Captures the next batch whatever is due, for a stop. nil when nothing is left, or when what is
  /// left must stay in the journal because the disk has no room for it.
  func captureNow() -> StoreCommit? {
    if let unfinished { return unfinished }
    if !isGathering, journal.isUsed, !disk.hasRoom(for: bufferBytes) {
      core.buryDeadRows()
      return hasSmallChanges ? makeCommit(of: RowBatch()) : nil
    }
    guard isGathering || hasChanges else { return nil }
    return makeCommit(of: capture(limitBytes: batchBytes))
  }

  /// Whether what is to be written should be in the store as soon as possible: somebody waits for it,
  /// or it has waited for an interval or more.
  private func isUrgent(nowMs: Int64) -> Bool {
    let waited = nowMs - (dirtySinceMs ?? nowMs)
    if waited >= intervalMs || waited < 0 || isRoomWanted || journal.wantsCommit { return true }
    if eviction.wantsCommit { return true }
    return core.keyspace.pointee.unpersistedBytes > core.keyspace.pointee.memoryLimit / 4
  }

  /// A turn copies this part of a batch while nobody waits for it: 4 MB at once would hold every client
  /// up for some milliseconds.
  private static let partsPerBatch = 16

  /// Copies the next part of what is dirty. Returns the commit when that was the last one.
  private func gather(_ nowMs: Int64) -> StoreCommit? {
    let partBytes = isUrgent(nowMs: nowMs) ? batchBytes : batchBytes / WriteBehind.partsPerBatch
    let batch = capture(limitBytes: min((gathered?.byteCount ?? 0) + partBytes, batchBytes))
    let isCycleOver = core.keyspace.pointee.dirtyHead >= cycleEnd ?? 0
    return batch.byteCount >= batchBytes || isCycleOver ? makeCommit(of: batch) : nil
  }

  /// Copies what is dirty until so much is gathered.
  private func capture(limitBytes: Int) -> RowBatch {
    if !isGathering { core.catalog.beginGathering() }
    let batch = gathered ?? RowBatch(capacity: bufferBytes)
    gathered = batch
    core.keyspace.pointee.capture(into: batch, limitBytes: limitBytes) { [core] deadline, bytes in
      core.catalog.allocate(deadlineMs: deadline, byteCount: bytes)
    }
    return batch
  }

  private func makeCommit(of batch: RowBatch) -> StoreCommit {
    gathered = nil
    core.catalog.endGathering()
    core.buryDeadRows()
    var commit = StoreCommit(
      rows: batch, states: core.catalog.takeChangedStates(),
      journalThrough: journal.replayStart(), nextRow: core.catalog.nextRow)
    commit.databases = core.keyspace.pointee.captureDatabases()
    replayable.note(belowRow: commit.nextRow, lsn: journal.endLsn)
    replayable.settle(journalThrough: commit.journalThrough)
    let holdsVictims = eviction.capture()
    commit.isSynced = journal.isUsed && (holdsVictims || endsCycle)
    unfinished = commit
    return commit
  }

  /// Whether journal space should be released now, which takes a sync: at the end of a cycle, or
  /// before then when the ring runs full.
  private var endsCycle: Bool {
    guard let end = cycleEnd else { return true }
    return core.keyspace.pointee.dirtyHead >= end || journal.isNearlyFull
  }
}
