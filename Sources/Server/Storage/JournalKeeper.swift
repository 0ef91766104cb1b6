import Commands
import Configuration
import Dispatch
import Keyspace
import Persistence

/// Makes changes survive before they are acknowledged.
///
/// Once a turn the changes of all its requests go into the journal as one frame; the replies leave
/// afterwards. `everysec` syncs the journal once a second, `always` before the replies leave, one
/// sync for every client that waits at that moment.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class JournalKeeper: @unchecked Sendable {
  private let core: StorageCore
  /// What an acknowledged change survives; may change while running.
  var durability: Configuration.Durability {
    didSet { core.keyspace.pointee.changes.isRecording = durability != .none }
  }
  private var journal: Journal
  let syncQueue = DispatchQueue(label: "tokencached.sync", qos: .userInitiated)
  private var marks = DirtyMarks()
  /// Where the replay of this start began.
  private let openedLsn: UInt64
  /// Where the dirty queue ended when every row had been indexed.
  private var loadedPosition: UInt64?
  private var markedPosition: UInt64 = 0
  private(set) var syncedLsn: UInt64 = 0
  /// How far the file says that it is durable, and since when.
  private var notedLsn: UInt64
  private var notedMs: Int64 = 0
  /// Changes that were durable once and that this start could not read.
  var lostBytes: UInt64 { journal.lostBytes }
  /// Whether this start did without a journal that it should have had.
  var wasMissed: Bool { journal.wasMissed }
  private var isSyncing = false
  private var lastSyncMs: Int64 = 0
  /// What the sync took that ended in this turn.
  private var endedSyncMs: Int64?
  private var hold = SyncHold.none
  /// Why the journal takes nothing at present; retried on every tick.
  private var appendFailure: StorageError?
  /// Why frames before `doubtfulLsn` may not survive power loss.
  private var syncFailure: StorageError?
  /// After a failed sync Linux takes the pages for clean, so a later sync that succeeds says nothing
  /// about them: frames before this one count as durable only when the store holds what they say.
  /// https://wiki.postgresql.org/wiki/Fsync_Errors
  private var doubtfulLsn: UInt64?

  private static let retryMs: Int64 = 100
  /// Between two notes in the file of how far it is durable: with `always` each would be a further
  /// write.
  private static let noteMs: Int64 = 100

  init(
    core: StorageCore, journal: consuming Journal, durability: Configuration.Durability
  ) {
    self.core = core
    self.durability = durability
    self.journal = journal
    syncedLsn = self.journal.head
    notedLsn = self.journal.head
    markedPosition = core.keyspace.pointee.dirtyTail
    openedLsn = self.journal.tail
    // What a replay left dirty is in the ring from its tail on.
    marks.append(position: core.keyspace.pointee.dirtyHead, lsn: self.journal.tail)
    core.keyspace.pointee.changes.isRecording = durability != .none
    noteRoom()
  }

  var head: UInt64 { journal.head }
  /// A replay that starts here or later repeats no change made so far.
  var endLsn: UInt64 { journal.head + (core.keyspace.pointee.changes.count > 0 ? 1 : 0) }
  var usedBytes: Int { journal.used }
  var capacityBytes: Int { journal.capacity }
  var fileBytes: Int { journal.fileBytes }

  /// Why changes are not taken at present; nil while all is well.
  var failure: StorageError? { appendFailure ?? syncFailure }

  /// Whether a sync has failed and the store does not hold yet what that may have lost.
  var isInDoubt: Bool { doubtfulLsn != nil }

  /// Whether the store should catch up now: the ring is half full, or not to be relied on.
  var wantsCommit: Bool { usedBytes * 2 > capacityBytes || isInDoubt }

  /// Whether it holds frames though the store holds everything that they say.
  var holdsOnlyStored: Bool {
    usedBytes > 0 && core.keyspace.pointee.isIndexComplete && replayStart() > journal.tail
      && core.keyspace.pointee.changes.count == 0
  }

  /// Whether changes are written into it.
  var isUsed: Bool { durability != .none }

  /// Whether space must be released before the cycle ends.
  var isNearlyFull: Bool { usedBytes * 4 > capacityBytes * 3 }

  /// How far the journal must be durable before a reply that depends on this turn may leave.
  var gateLsn: UInt64 {
    if appendFailure != nil { return .max }
    return durability == .always ? head : 0
  }

  /// Whether a reply that waits for `lsn` may leave; 0 waits for nothing.
  func isDurable(_ lsn: UInt64) -> Bool {
    lsn == 0 || (appendFailure == nil && lsn <= syncedLsn)
  }

  /// Writes the changes of this turn. After a failure they stay in the buffer and are tried again.
  func record() {
    guard core.keyspace.pointee.changes.count > 0 else { return }
    let beganMs = core.latency.isOn ? core.clock.monotonicMs() : 0
    do throws(StorageError) {
      let lsn = try journal.append(core.keyspace.pointee.changes.bytes)
      noteMark(lsn)
      core.keyspace.pointee.changes.removeAll()
      if appendFailure != nil { core.log(.notice, "the journal takes changes again") }
      appendFailure = nil
    } catch {
      if appendFailure == nil { core.log(.warning, "\(error); replies to changes are held back") }
      appendFailure = error
    }
    if core.latency.isOn { core.note(.journalWrite, core.clock.monotonicMs() - beganMs) }
    noteRoom()
  }

  /// Syncs if this is due, and the work is not under way already.
  ///
  /// - Parameters:
  ///   - held: Clients whose replies were held back at the end of the last turn.
  ///   - replied: Clients that this turn has replies for, and that may have to wait like those.
  func syncIfDue(nowMs: Int64, held: Int, replied: Int) {
    // Of those held back, the ones who waited for a sync that has just ended wait no longer.
    let waiting = beginHold(nowMs, held) ? replied : held + replied
    noteSynced(nowMs)
    guard !isSyncing, !isInDoubt, head > syncedLsn, isSyncDue(nowMs, waiting) else { return }
    let sync = journal.sync
    isSyncing = true
    lastSyncMs = nowMs
    let lsn = head
    let mark = isNoteDue(nowMs) ? note(lsn, nowMs) : nil
    syncQueue.async { [core, self] in
      let beganMs = core.clock.monotonicMs()
      let error = JournalKeeper.error(of: sync)
      if error == nil { mark?.run() }
      let tookMs = core.clock.monotonicMs() - beganMs
      core.inbox.post {
        core.note(.journalSync, tookMs)
        self.endedSyncMs = tookMs
        self.finishSync(lsn, error)
      }
    }
  }

  /// When `syncIfDue` has something to do, in ms; nil for nothing.
  func nextSyncMs(nowMs: Int64) -> Int64? {
    if appendFailure != nil { return nowMs + JournalKeeper.retryMs }
    if isNoteWanted { return min(notedMs, nowMs) + JournalKeeper.noteMs }
    guard head > syncedLsn, !isSyncing, !isInDoubt, durability != .none else { return nil }
    return durability == .always ? hold.dueMs(nowMs: nowMs) : min(lastSyncMs, nowMs) + 1000
  }

  /// The files of the journal. Writer queue only.
  var files: OwnFiles { journal.files }

  /// Whether the last sync is not noted in the file, and none is under way that will be.
  private var isNoteWanted: Bool { notedLsn < syncedLsn && head == syncedLsn && !isSyncing }

  private func isNoteDue(_ nowMs: Int64) -> Bool {
    nowMs - notedMs >= JournalKeeper.noteMs || nowMs < notedMs
  }

  private func note(_ lsn: UInt64, _ nowMs: Int64) -> SyncMark {
    (notedLsn, notedMs) = (lsn, nowMs)
    return journal.syncMark(through: lsn)
  }

  /// Notes the last one of many syncs, once no further one follows.
  private func noteSynced(_ nowMs: Int64) {
    guard isNoteWanted, !isInDoubt, isNoteDue(nowMs) else { return }
    let mark = note(syncedLsn, nowMs)
    syncQueue.async { mark.run() }
  }

  /// The LSN from which a replay must start, given what is dirty now.
  func replayStart() -> UInt64 {
    let keyspace = core.keyspace
    // Until every row is indexed, rows that the replay superseded may not be known to be dead.
    guard keyspace.pointee.isIndexComplete else { return openedLsn }
    // Lifetimes that the replay found for rows on disk have made entries dirty since, whose records lie
    // anywhere in it.
    let loaded = loadedPosition ?? keyspace.pointee.dirtyTail
    loadedPosition = loaded
    if keyspace.pointee.dirtyHead < loaded { return openedLsn }
    guard keyspace.pointee.dirtyHead < keyspace.pointee.dirtyTail else {
      marks.removeAll()
      return head
    }
    return marks.lsn(forHead: keyspace.pointee.dirtyHead) ?? head
  }

  /// The store holds everything before `lsn` durably.
  func release(through lsn: UInt64) {
    journal.release(through: lsn)
    settleDoubt(lsn)
    noteRoom()
  }

  /// Whether a sync has ended in this turn, after which the next one may have to wait.
  private func beginHold(_ nowMs: Int64, _ held: Int) -> Bool {
    guard let tookMs = endedSyncMs else { return false }
    hold = SyncHold(syncTookMs: tookMs, waitingClients: held, nowMs: nowMs)
    endedSyncMs = nil
    return true
  }

  private func isSyncDue(_ nowMs: Int64, _ waitingClients: Int) -> Bool {
    switch durability {
    case .always: hold.isOver(waitingClients: waitingClients, nowMs: nowMs)
    case .everySecond: nowMs - lastSyncMs >= 1000 || nowMs < lastSyncMs
    case .none: false
    }
  }

  private func finishSync(_ lsn: UInt64, _ error: StorageError?) {
    isSyncing = false
    if let error {
      core.log(.warning, "\(error); changes are refused until the database holds the earlier ones")
      syncFailure = error
      doubtfulLsn = head
    } else {
      syncedLsn = max(syncedLsn, lsn)
    }
  }

  /// A replay that starts at `lsn` needs none of the frames in doubt.
  private func settleDoubt(_ lsn: UInt64) {
    guard let doubtfulLsn, lsn >= doubtfulLsn else { return }
    core.log(.notice, "the database holds what the journal may have lost; changes are taken again")
    syncedLsn = max(syncedLsn, lsn)
    self.doubtfulLsn = nil
    syncFailure = nil
  }

  private static func error(of sync: DataSync) -> StorageError? {
    do throws(StorageError) {
      try sync.run()
      return nil
    } catch {
      return error
    }
  }

  private func noteMark(_ lsn: UInt64) {
    let tail = core.keyspace.pointee.dirtyTail
    guard tail > markedPosition else { return }
    marks.append(position: markedPosition, lsn: lsn)
    markedPosition = tail
  }

  /// Tells the keyspace how much this turn may still write.
  private func noteRoom() {
    core.keyspace.pointee.journalRoom = JournalRoom(
      capacityBytes: capacityBytes, usedBytes: usedBytes, overheadBytes: Journal.frameOverheadBytes)
  }
}
