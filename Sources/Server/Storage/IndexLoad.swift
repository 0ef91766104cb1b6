import Dispatch
import Keyspace
import Persistence

/// Fills the index with the rows of the store after a start, the newest segments first, while
/// clients are served already.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class IndexLoad: @unchecked Sendable {
  private let core: StorageCore
  private var conflicts: [UInt64] = []
  /// Rows whose lifetime the journal has changed: their entries are brought into memory.
  private var noted: [UInt64] = []
  private var waiting: [ClientReference] = []
  private var segments: [UInt64]
  /// Until what could not be read is tried again.
  private var pause: Delay?
  private(set) var isComplete = false

  init(core: StorageCore) {
    self.core = core
    segments = core.catalog.unindexedSegments
  }

  /// Indexes the rows that came with the opened store.
  func index(_ tail: RowBatch) {
    for header in tail.headers {
      core.catalog.noteDeadline(header.lifetime.deadlineMs, ofRow: header.row)
      offer(header.row, hash: header.hash)
    }
  }

  /// Loads the other segments one by one.
  func start() { loadNext() }

  /// Wakes `client` when every row is indexed.
  func wait(_ client: ClientReference) {
    if isComplete { core.clients.wake([client]) } else { waiting.append(client) }
  }

  /// Goes on after a pause.
  func tick(nowMs: Int64) {
    guard let pause, pause.isOver(nowMs: nowMs) else { return }
    self.pause = nil
    loadNext()
  }

  /// When `tick` has something to do, in wall-clock ms.
  func nextDueMs(nowMs: Int64) -> Int64? { pause?.endMs(nowMs: nowMs) }

  private func loadNext() {
    guard let segment = segments.popLast() else { return settleConflicts() }
    read { reader throws(StorageError) in
      (try reader.segmentIndex(segment), try reader.slidDeadlines(ofSegment: segment))
    } then: { load, found in
      let (index, slidDeadlines) = found
      if let index { load.offer(index) }
      // The last of its rows may have died meanwhile, and the segment gone with it.
      if load.core.catalog.state(of: segment) != nil {
        load.core.keyspace.pointee.restoreSlidDeadlines(slidDeadlines, ofSegment: segment)
      }
      load.core.catalog.markIndexed(segment)
      load.loadNext()
    } retry: { load in
      load.segments.append(segment)
    }
  }

  private func offer(_ index: SegmentIndex) {
    for position in index.hashes.indices {
      let row = SegmentLayout.row(segment: index.segment, offset: Int(index.offsets[position]))
      core.catalog.noteDeadline(index.deadlinesMs[position], ofRow: row)
      offer(row, hash: index.hashes[position])
    }
  }

  private func offer(_ row: UInt64, hash: UInt64) {
    guard core.catalog.isLive(row) else { return }
    if core.keyspace.pointee.indexRow(row, hash: hash) == .conflict { conflicts.append(row) }
  }

  /// Reads the keys of rows that may have been replaced by what the journal held, some at a time.
  private func settleConflicts() {
    guard !conflicts.isEmpty else { return noted.isEmpty ? finish() : adoptNoted() }
    let rows = Array(conflicts.suffix(1000))
    conflicts.removeLast(rows.count)
    read { reader throws(StorageError) in
      try reader.keys(rows: rows)
    } then: { load, batch in
      for header in batch.headers where load.core.catalog.isLive(header.row) {
        if load.core.keyspace.pointee.awaitsValue(of: header, in: batch) {
          load.noted.append(header.row)
        } else {
          load.core.keyspace.pointee.resolve(header, in: batch, nowMs: load.core.clock.wallMs())
        }
      }
      load.core.buryDeadRows()
      load.settleConflicts()
    } retry: { load in
      load.conflicts += rows
    }
  }

  /// Brings in the values of rows whose lifetime the journal has changed, a megabyte at a time.
  private func adoptNoted() {
    core.keyspace.pointee.finishResolving()
    let rows = Array(noted.suffix(1000).reversed())
    read { reader throws(StorageError) in
      try reader.read(rows: rows, limitBytes: 1 << 20)
    } then: { load, found in
      if let row = load.adopt(found.batch) {
        load.noted.removeLast(rows.firstIndex(of: row) ?? 0)
        // Until the store has taken over what is dirty.
        load.pause = Delay(ms: 100, fromMs: load.core.clock.wallMs())
      } else {
        load.noted.removeLast(found.count)
        load.settleConflicts()
      }
    } retry: { _ in
    }
  }

  /// Returns the first row for which there was no room; nil when all are in.
  private func adopt(_ batch: RowBatch) -> UInt64? {
    let nowMs = core.clock.wallMs()
    for header in batch.headers {
      guard core.keyspace.pointee.makeRoom(for: header.keyLength + header.valueLength + 64) else {
        return header.row
      }
      if core.catalog.isLive(header.row) {
        core.keyspace.pointee.resolve(header, in: batch, nowMs: nowMs)
      }
    }
    core.buryDeadRows()
    return nil
  }

  private func finish() {
    core.keyspace.pointee.finishLoading()
    isComplete = true
    core.log(.notice, "index complete: \(core.keyspace.pointee.count) keys")
    // Partitions that have grown on the way leave holes, and nothing else may write for long.
    core.releaseMemory()
    core.clients.wake(waiting)
    waiting.removeAll()
  }

  /// Reads in the background. What could not be read is tried again: the index must not miss a row.
  private func read<Value: Sendable>(
    _ work: @escaping @Sendable (StoreReader) throws(StorageError) -> Value,
    then: @escaping @Sendable (IndexLoad, Value) -> Void,
    retry: @escaping @Sendable (IndexLoad) -> Void
  ) {
    core.backgroundQueue.async { [core, self] in
      do throws(StorageError) {
        let value = try work(core.backgroundReader)
        core.inbox.post { then(self, value) }
      } catch {
        core.inbox.post {
          core.log(.warning, "\(error); the index is not complete, trying again")
          retry(self)
          self.pause = Delay(ms: 1000, fromMs: core.clock.wallMs())
        }
      }
    }
  }
}
