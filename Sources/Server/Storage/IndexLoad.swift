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
  /// Since when something has failed every time, and why.
  private var failure: (sinceMs: Int64, error: StorageError)?
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
      core.catalog.noteLiveDeadline(
        header.lifetime.deadlineMs, inSegment: SegmentLayout.segment(of: header.row))
      offer(header.row, hash: header.hash)
    }
  }

  /// Loads the other segments one by one.
  func start() { loadNext() }

  /// Wakes `client` when every row is indexed, or tells it why that does not come about.
  func wait(_ client: ClientReference) {
    if isComplete { return core.clients.wake([client]) }
    waiting.append(client)
    failWaiting(nowMs: core.clock.wallMs())
  }

  /// How long clients wait while something fails again and again.
  private static let patienceMs: Int64 = 10_000

  private func failWaiting(nowMs: Int64) {
    guard let failure, nowMs - failure.sinceMs >= IndexLoad.patienceMs || nowMs < failure.sinceMs
    else { return }
    let references = waiting
    waiting.removeAll()
    for reference in references { core.clients.fail(reference, failure.error) }
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
      load.compare(index, segment)
      // The last of its rows may have died meanwhile, and the segment gone with it.
      if load.core.catalog.state(of: segment) != nil {
        load.core.keyspace.pointee.restoreSlidDeadlines(slidDeadlines, ofSegment: segment)
      }
      load.core.catalog.markIndexed(segment)
      load.loadNext()
    } retry: { load in
      // What is wrong with one segment holds up no other.
      load.segments.insert(segment, at: 0)
    }
  }

  /// Tells of what the segment's state and its rows contradict each other in, and mends what can be.
  private func compare(_ index: SegmentIndex?, _ segment: UInt64) {
    guard let state = core.catalog.state(of: segment), state.liveCount > 0 else { return }
    if let index, index.isRebuilt { store(index) }
    let offsets = Set((index?.offsets ?? []).map(Int.init))
    let missing = (0..<state.rowCount).filter { state.isLive(offset: $0) && !offsets.contains($0) }
    for offset in missing { core.catalog.kill(SegmentLayout.row(segment: segment, offset: offset)) }
    if !missing.isEmpty {
      core.warnOfDamage(
        .repair, count: missing.count,
        "\(missing.count) entries of segment \(segment) are missing in the database; "
          + "restore a backup")
    }
    let unknown = offsets.count { $0 >= state.rowCount }
    guard unknown > 0 else { return }
    core.warnOfDamage(
      .repair, count: unknown,
      "the state of segment \(segment) does not count \(unknown) of its entries; restore a backup")
  }

  private func store(_ index: SegmentIndex) {
    core.warnOfDamage(
      .repair, count: 1,
      "the index of segment \(index.segment) was damaged and is made anew of its entries")
    core.writerQueue.async { [core] in
      // If this fails it is found damaged again, at the next start.
      try? core.writer.replace(index)
    }
  }

  private func offer(_ index: SegmentIndex) {
    var firstMs = Int64.max
    for position in index.hashes.indices {
      let row = SegmentLayout.row(segment: index.segment, offset: Int(index.offsets[position]))
      core.catalog.noteDeadline(index.deadlinesMs[position], ofRow: row)
      if core.catalog.isLive(row) { firstMs = min(firstMs, index.deadlinesMs[position]) }
      offer(row, hash: index.hashes[position])
    }
    // What the state says of its first deadline may be damaged; a sweep would come too late.
    core.catalog.noteLiveDeadline(firstMs, inSegment: index.segment)
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
        core.inbox.post {
          self.failure = nil
          then(self, value)
        }
      } catch {
        core.inbox.post {
          core.warn(.indexLoad, "\(error); the index is not complete, trying again")
          retry(self)
          self.pauseAfter(error, nowMs: core.clock.wallMs())
        }
      }
    }
  }

  private func pauseAfter(_ error: StorageError, nowMs: Int64) {
    failure = (failure?.sinceMs ?? nowMs, error)
    pause = Delay(ms: 1000, fromMs: nowMs)
    failWaiting(nowMs: nowMs)
  }
}
