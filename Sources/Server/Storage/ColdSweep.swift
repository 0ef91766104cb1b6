import Dispatch
import Keyspace
import Persistence

/// Expires entries that are only on disk: once a second the segments whose first deadline has come.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class ColdSweep: @unchecked Sendable {
  private let core: StorageCore
  private var isSweeping = false
  private var lastSweepMs: Int64 = 0
  /// Clients that count or list keys and wait for expired ones to be gone.
  private var waiting: [ClientReference] = []
  private var arrivedLate: [ClientReference] = []

  private static let intervalMs: Int64 = 1000
  /// Until a segment is swept again that could not be read.
  private static let retryMs: Int64 = 60_000
  /// Until one is swept again for an entry that is in memory now: so late may such an entry go that
  /// leaves memory meanwhile.
  private static let hotDelayMs: Int64 = 30_000

  init(core: StorageCore) { self.core = core }

  /// Wakes `client` after a sweep that begins now or later.
  func sweep(for client: ClientReference, nowMs: Int64) {
    if isSweeping { return arrivedLate.append(client) }
    waiting.append(client)
    start(nowMs)
  }

  /// Starts a sweep if one is due.
  func tick(nowMs: Int64) {
    // A row that the index does not know yet could not be dropped, and would be taken for swept.
    guard !isSweeping, core.keyspace.pointee.coldKeyCount > 0,
      core.keyspace.pointee.isIndexComplete
    else { return }
    if nowMs - lastSweepMs >= ColdSweep.intervalMs || nowMs < lastSweepMs { start(nowMs) }
  }

  /// When the next sweep is due, in wall-clock ms.
  var nextDueMs: Int64? {
    core.keyspace.pointee.coldKeyCount > 0 && !isSweeping
      ? lastSweepMs + ColdSweep.intervalMs : nil
  }

  private func start(_ nowMs: Int64) {
    lastSweepMs = nowMs
    isSweeping = true
    next(core.catalog.sweepCandidates(nowMs: nowMs), nowMs)
  }

  private func next(_ segments: [UInt64], _ nowMs: Int64) {
    guard let segment = segments.last else { return finish() }
    core.catalog.beginSweep(of: segment)
    // By way of the writer queue, so that a commit under way is finished and its rows are seen.
    let wantsKeys = core.keyspace.pointee.signalsWanted
    core.writerQueue.async { [core, self] in
      core.backgroundQueue.async {
        self.read(segment, nowMs, core, wantsKeys: wantsKeys, rest: segments.dropLast())
      }
    }
  }

  private func read(
    _ segment: UInt64, _ nowMs: Int64, _ core: StorageCore, wantsKeys: Bool, rest: [UInt64]
  ) {
    do throws(StorageError) {
      let found = try core.backgroundReader.expiredRows(segment: segment, nowMs: nowMs)
      // Whoever watches keys must hear which ones; nobody else pays for reading them.
      let keys = wantsKeys ? try core.backgroundReader.keys(rows: found.rows.map(\.row)) : nil
      core.inbox.post {
        self.apply(found, keys, segment, nowMs)
        self.next(rest, nowMs)
      }
    } catch {
      core.inbox.post {
        // What is wrong with one segment holds up no other.
        core.warn(.sweep, "\(error); its expired rows are removed later")
        core.catalog.finishSweep(of: segment, nextDeadlineMs: nowMs + ColdSweep.retryMs)
        self.next(rest, nowMs)
      }
    }
  }

  private func apply(_ found: ExpiredRows, _ keys: RowBatch?, _ segment: UInt64, _ nowMs: Int64) {
    let pairs = (keys?.headers ?? []).map { ($0.row, $0) }
    let headers = Dictionary(pairs) { first, _ in first }
    var next = found.nextDeadlineMs
    for row in found.rows where core.catalog.isLive(row.row) {
      let key = headers[row.row].flatMap { keys?.key(of: $0) }
      let slidMs = core.keyspace.pointee.dropExpired(
        row: row.row, hash: row.hash, nowMs: nowMs, key: key)
      next = earliest(next, slidMs.map { max($0, nowMs + ColdSweep.hotDelayMs) })
    }
    core.buryDeadRows()
    core.catalog.finishSweep(of: segment, nextDeadlineMs: next)
  }

  private func finish() {
    isSweeping = false
    let done = waiting
    waiting = arrivedLate
    arrivedLate.removeAll()
    core.clients.wake(done)
    if !waiting.isEmpty { start(core.clock.wallMs()) }
  }
}
