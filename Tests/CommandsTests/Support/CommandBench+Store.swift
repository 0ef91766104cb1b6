import Commands
import Keyspace

extension CommandBench {
  /// Brings what a request waits for, but for a listing.
  func meet(_ demand: Demand) {
    switch demand {
    case .keys(let cold):
      for row in cold.rows { promote(row, withValue: cold.needsValues) }
      for sought in cold.unknown { settle(sought) }
    case .completeIndex: finishLoading()
    case .sweep: sweep()
    case .room: writeBehind()
    case .turn, .backup, .listing, .furtherListing: break
    }
  }

  /// Writes every dirty entry to the store.
  func writeBehind() {
    let batch = RowBatch()
    keyspace.pointee.capture(into: batch, limitBytes: .max) { _, _ in store.allocateRow() }
    store.append(batch)
    store.databases = keyspace.pointee.captureDatabases()
    store.remove(keyspace.pointee.takeDeadRows())
    keyspace.pointee.noteCommitted(throughRow: store.newestRow)
  }

  /// Moves every entry out of memory.
  func demoteAll() {
    writeBehind()
    let limit = keyspace.pointee.memoryLimit
    keyspace.pointee.memoryLimit = 0
    for _ in 0..<1000 where keyspace.pointee.coldKeyCount < keyspace.pointee.count {
      keyspace.pointee.makeRoom(for: 1)
      writeBehind()
    }
    keyspace.pointee.memoryLimit = limit
    precondition(keyspace.pointee.coldKeyCount == keyspace.pointee.count)
  }

  /// Copies a live row to a newer one, as the store does to free a segment.
  func relocate(_ row: UInt64) {
    guard let copy = store.copy(row), let content = store.rows[copy] else { return }
    keyspace.pointee.relocate(from: row, to: copy, hash: content.hash)
    store.remove(keyspace.pointee.takeDeadRows())
  }

  /// Takes the keyspace back to the moment after a start: nothing in memory, nothing indexed.
  func restart() {
    writeBehind()
    let rule = keyspace.pointee.rule
    let limit = keyspace.pointee.memoryLimit
    keyspace.pointee = Keyspace(
      seed: CommandBench.seed, rule: rule, memoryLimit: limit, nowMs: nowMs)
    keyspace.pointee.databases = store.databases
    keyspace.pointee.beginLoading(newestRow: store.newestRow)
  }

  func promote(_ row: UInt64, withValue: Bool = true) {
    guard let batch = store.batch(of: [row], withValues: withValue),
      let header = batch.headers.first
    else { return }
    keyspace.pointee.promote(header, in: batch, nowMs: nowMs)
    store.remove(keyspace.pointee.takeDeadRows())
  }

  private func settle(_ sought: SoughtKey) {
    if let row = store.row(of: sought), let batch = store.batch(of: [row], withValues: true) {
      keyspace.pointee.promoteLocated(batch.headers[0], in: batch, nowMs: nowMs)
    } else {
      sought.bytes.withUnsafeBytes {
        keyspace.pointee.noteAbsent(keyspace.pointee.key($0, database: sought.database))
      }
    }
  }

  private func finishLoading() {
    for (row, content) in store.rows {
      let outcome = keyspace.pointee.indexRow(row, hash: content.hash)
      guard outcome == .conflict, let batch = store.batch(of: [row], withValues: false) else {
        continue
      }
      keyspace.pointee.resolve(batch.headers[0], in: batch, nowMs: nowMs)
    }
    keyspace.pointee.finishLoading()
  }

  private func sweep() {
    for (row, content) in store.rows where content.lifetime.isExpired(at: nowMs) {
      keyspace.pointee.dropExpired(row: row, hash: content.hash, nowMs: nowMs)
    }
    store.remove(keyspace.pointee.takeDeadRows())
  }
}
