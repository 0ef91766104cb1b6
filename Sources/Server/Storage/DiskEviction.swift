import Dispatch
import Keyspace
import Persistence

/// At `maxdisk` makes entries go that are nearest their deadline, hot or cold, until the live ones
/// leave room again (B3).
///
/// A sample of all deadlines tells which one the nearest rows reach first; the segments that hold
/// most of these rows are read, one after the other, and rows up to that deadline die, some
/// thousand with each commit. Their entries leave the keyspace after that commit, see `Keyspace.evict`.
/// A round takes a twentieth of the database at most, so that is how far the order may deviate.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class DiskEviction: @unchecked Sendable {
  private struct Victims {
    var rows: [ExpiredRows.Row]
    var keys: RowBatch?
  }

  private let core: StorageCore
  private let disk: DiskSpace
  /// Segments of this round that have still to be read.
  private var segments: [UInt64] = []
  private var deadlineMs: Int64 = 0
  private var isReading = false
  /// Dead in the catalog, and in the commit under way.
  private var marked: Victims?
  private var captured: Victims?
  /// A round may find little, because entries in memory have slid away from their rows' deadlines;
  /// then the next one looks at this many times as many rows.
  private var width = 1
  private var hasFound = true
  private var pause = Delay.none
  /// Only rows below this may go: a replay could bring the entries of later ones back.
  var settledRow: UInt64 = 0

  /// How often entries have gone.
  private(set) var rounds: UInt64 = 0

  private static let batchRows = 4096

  init(core: StorageCore, disk: DiskSpace) {
    self.core = core
    self.disk = disk
  }

  /// Whether rows have been marked that the store does not know to be dead.
  var wantsCommit: Bool { marked != nil }

  /// When `tick` goes on after a pause, in wall-clock ms.
  func nextDueMs(nowMs: Int64) -> Int64? {
    pause.isOver(nowMs: nowMs) ? nil : pause.endMs(nowMs: nowMs)
  }

  /// Marks some more rows if there are too many.
  func tick(nowMs: Int64) {
    guard !isReading, marked == nil, captured == nil, pause.isOver(nowMs: nowMs) else { return }
    let excess = disk.excessRows
    guard excess > 0, core.keyspace.pointee.isIndexComplete else { return endRound() }
    if segments.isEmpty { beginRound(excess, nowMs) }
    if let segment = segments.popLast() { read(segment) }
  }

  /// The next commit holds what is marked. Returns whether there is anything.
  func capture() -> Bool {
    guard captured == nil, marked != nil else { return captured != nil }
    captured = marked
    marked = nil
    return true
  }

  /// That commit is in the store: the entries go.
  func finish() {
    guard let victims = captured else { return }
    captured = nil
    rounds &+= 1
    let headers = (victims.keys?.headers ?? []).map { ($0.row, $0) }
    let byRow = Dictionary(headers) { first, _ in first }
    for row in victims.rows {
      let key = byRow[row.row].flatMap { victims.keys?.key(of: $0) }
      core.keyspace.pointee.evict(row: row.row, hash: row.hash, key: key)
    }
    core.buryDeadRows()
  }

  private func beginRound(_ excess: Int, _ nowMs: Int64) {
    if !hasFound { pause = Delay(ms: 100, fromMs: nowMs) }
    width = hasFound || width > 1 << 20 ? 1 : width * 2
    hasFound = false
    guard let deadline = core.catalog.deadlineMs(ofNearest: excess * width) else { return }
    deadlineMs = deadline
    segments = core.catalog.segments(dueBy: deadline)
  }

  private func endRound() {
    segments.removeAll()
    hasFound = true
  }

  /// By way of the writer queue, so that a commit under way is finished and its rows are seen.
  private func read(_ segment: UInt64) {
    isReading = true
    let wantsKeys = core.keyspace.pointee.signalsWanted
    core.writerQueue.async { [core, self, deadlineMs] in
      core.backgroundQueue.async {
        do throws(StorageError) {
          let found = try core.backgroundReader.expiredRows(segment: segment, nowMs: deadlineMs)
          let keys = wantsKeys ? try core.backgroundReader.keys(rows: found.rows.map(\.row)) : nil
          core.inbox.post { self.mark(found.rows, keys, segment) }
        } catch {
          core.inbox.post { self.pause(error) }
        }
      }
    }
  }

  private func mark(_ rows: [ExpiredRows.Row], _ keys: RowBatch?, _ segment: UInt64) {
    isReading = false
    let limit = min(disk.excessRows, DiskEviction.batchRows)
    var victims: [ExpiredRows.Row] = []
    for row in rows where victims.count < limit && core.catalog.isLive(row.row) {
      guard row.row < settledRow else { continue }
      guard core.keyspace.pointee.mayEvict(row: row.row, hash: row.hash, byDeadlineMs: deadlineMs)
      else { continue }
      core.catalog.kill(row.row)
      victims.append(row)
    }
    guard !victims.isEmpty else { return }
    hasFound = true
    marked = Victims(rows: victims, keys: keys)
    if victims.count == DiskEviction.batchRows { segments.append(segment) }
  }

  private func pause(_ error: StorageError) {
    isReading = false
    core.warn(.eviction, "\(error); nothing is evicted for a second")
    pause = Delay(ms: 1000, fromMs: core.clock.wallMs())
  }
}
