import Commands
import Dispatch
import Keyspace
import Persistence

/// Brings rows from the store for clients that wait for them.
///
/// Everything asked for while a read is under way goes into the next one, so a burst of cold reads
/// costs few trips to the other queue.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class ColdReads: @unchecked Sendable {
  private struct Request {
    var rows: Set<UInt64> = []
    var unknown: [SoughtKey] = []
    var waiting: [Waiting] = []
  }

  /// A client and the rows that it waits for.
  private struct Waiting {
    var client: ClientReference
    var rows: [UInt64]
  }

  /// What a read brought.
  private struct Found: Sendable {
    var rows: RowBatch
    var located: LocateResult?
    var sought: [SoughtKey]
  }

  private let core: StorageCore
  private var pending = Request()
  private var isReading = false
  private(set) var readRows: UInt64 = 0

  /// Wakes clients once something has left memory.
  private let waitForRoom: ([ClientReference]) -> Void

  init(core: StorageCore, waitForRoom: @escaping ([ClientReference]) -> Void) {
    self.core = core
    self.waitForRoom = waitForRoom
  }

  /// Wakes `client` once these keys are in memory or known to be absent.
  func fetch(rows: [UInt64], unknown: [SoughtKey], for client: ClientReference) {
    pending.rows.formUnion(rows)
    pending.unknown += unknown
    pending.waiting.append(Waiting(client: client, rows: rows))
    readNext()
  }

  /// Delivers the keys of `rows` to `client`, without bringing them into memory.
  func list(_ rows: [UInt64], for client: ClientReference) {
    core.readerQueue.async { [core] in
      do throws(StorageError) {
        let batch = try core.reader.keys(rows: rows)
        core.inbox.post { core.clients.deliver(batch, to: client) }
      } catch {
        core.inbox.post { core.clients.fail(client, error) }
      }
    }
  }

  private func readNext() {
    guard !isReading, !pending.waiting.isEmpty else { return }
    isReading = true
    let rows = Array(pending.rows)
    let sought = pending.unknown
    let waiting = pending.waiting
    pending = Request()
    let segments = sought.isEmpty ? [] : Array(core.catalog.unindexedSegments.reversed())
    let beganMs = core.clock.monotonicMs()
    core.readerQueue.async { [core, self] in
      do throws(StorageError) {
        let found = try ColdReads.read(core.reader, rows, sought, segments)
        core.inbox.post {
          core.note(.coldRead, core.clock.monotonicMs() - beganMs)
          self.finish(found, rows, waiting)
        }
      } catch {
        core.inbox.post { self.fail(error, waiting) }
      }
    }
  }

  private static func read(
    _ reader: StoreReader, _ rows: [UInt64], _ sought: [SoughtKey], _ segments: [UInt64]
  ) throws(StorageError) -> Found {
    let batch = rows.isEmpty ? RowBatch() : try reader.read(rows: rows)
    guard !sought.isEmpty else { return Found(rows: batch, located: nil, sought: []) }
    let requests = sought.map {
      LocateRequest(database: $0.database, key: $0.bytes, hash: $0.hash)
    }
    return Found(
      rows: batch, located: try reader.locate(requests, segments: segments), sought: sought)
  }

  private func finish(_ found: Found, _ rows: [UInt64], _ waiting: [Waiting]) {
    isReading = false
    let nowMs = core.clock.wallMs()
    readRows += UInt64(found.rows.count)
    var hasRoom = true
    for header in found.rows.headers {
      guard makeRoom(for: header) else {
        hasRoom = false
        break
      }
      core.keyspace.pointee.promote(header, in: found.rows, nowMs: nowMs)
    }
    if let located = found.located, hasRoom { hasRoom = settle(located, found.sought, nowMs) }
    hasRoom
      ? wake(waiting, unless: unreadable(rows, found.rows)) : waitForRoom(waiting.map(\.client))
    readNext()
  }

  /// Rows that are alive and did not bring the entry that the index expects there: whoever waits for
  /// one would ask for it again and again.
  private func unreadable(_ rows: [UInt64], _ found: RowBatch) -> Set<UInt64> {
    core.buryDeadRows()
    let readable = found.headers.filter {
      core.keyspace.pointee.holds(row: $0.row, hash: $0.hash)
    }
    return Set(rows).subtracting(readable.map(\.row)).filter { core.catalog.isLive($0) }
  }

  private func wake(_ waiting: [Waiting], unless damaged: Set<UInt64>) {
    guard !damaged.isEmpty else { return core.clients.wake(waiting.map(\.client)) }
    let error = StorageError(
      operation: "read entries", cause: .damaged,
      message: "the database is damaged where this entry was; restore a backup")
    core.log(.warning, "\(error) (\(damaged.count))")
    for one in waiting {
      if damaged.isDisjoint(with: one.rows) {
        core.clients.wake([one.client])
      } else {
        core.clients.fail(one.client, error)
      }
    }
  }

  /// False while everything in memory waits for the store; the rows are read again later.
  private func makeRoom(for header: RowBatch.Header) -> Bool {
    core.keyspace.pointee.makeRoom(for: header.keyLength + header.valueLength + 64)
  }

  /// Keys looked for before the index knew every row: the live row found is brought in, and what was
  /// not found is known to be absent.
  private func settle(
    _ located: LocateResult, _ sought: [SoughtKey], _ nowMs: Int64
  ) -> Bool {
    for match in located.matches {
      let header = located.rows.headers[match.row]
      guard core.catalog.isLive(header.row) else { continue }
      guard makeRoom(for: header) else { return false }
      core.keyspace.pointee.restoreSlidDeadline(match.slidDeadline, ofRow: header.row)
      core.keyspace.pointee.promoteLocated(header, in: located.rows, nowMs: nowMs)
    }
    for request in sought {
      request.bytes.withUnsafeBytes { bytes in
        let key = core.keyspace.pointee.key(bytes, database: request.database)
        if core.keyspace.pointee.residency(of: key) == .unknown {
          core.keyspace.pointee.noteAbsent(key)
        }
      }
    }
    return true
  }

  private func fail(_ error: StorageError, _ waiting: [Waiting]) {
    isReading = false
    core.log(.warning, "\(error)")
    for one in waiting { core.clients.fail(one.client, error) }
    readNext()
  }
}
