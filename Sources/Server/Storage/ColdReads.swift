import Commands
import Dispatch
import Keyspace
import Persistence

/// Brings rows from the store for clients that wait for them.
///
/// Everything asked for while a read is under way waits for the next one, so a burst of cold reads costs
/// few trips to the other queue. One read brings a bounded number of bytes, whatever was asked for: the
/// others go on waiting, in the order in which they came.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class ColdReads: @unchecked Sendable {
  /// A client and what it waits for.
  private struct Waiting {
    var client: ClientReference
    /// Rows that have still to be read.
    var rows: ArraySlice<UInt64>
    var unknown: ArraySlice<SoughtKey>
    let needsValues: Bool
    let isGradual: Bool
    /// Rows that the client will ask for next: brought if there is room.
    var ahead: [UInt64]
    /// Bytes of values that have been read for it.
    var readBytes = 0
  }

  /// What one trip to the store is to bring.
  private struct Order: Sendable {
    var values: [UInt64] = []
    var keys: [UInt64] = []
    var sought: [SoughtKey] = []
    var segments: [UInt64] = []
    let limitBytes: Int
  }

  /// What it brought: rows, and how many of the order's rows have been looked at.
  private struct Found: Sendable {
    var values = RowBatch(capacity: 1024)
    var valueCount = 0
    var keys = RowBatch(capacity: 1024)
    var keyCount = 0
    var located: LocateResult?
  }

  private let core: StorageCore
  private var waiting: [Waiting] = []
  private var isReading = false
  /// Values read from disk, and keys that were read without theirs.
  private(set) var readValues: UInt64 = 0
  private(set) var readKeys: UInt64 = 0

  private static let mostValues = 512
  private static let mostKeys = 10_000
  private static let mostSought = 16

  /// Wakes clients once something has left memory.
  private let waitForRoom: ([ClientReference]) -> Void

  init(core: StorageCore, waitForRoom: @escaping ([ClientReference]) -> Void) {
    self.core = core
    self.waitForRoom = waitForRoom
  }

  /// Wakes `client` once these keys are in memory or known to be absent, or some of them are if that will
  /// do. Its request is answered with an error when they do not fit into memory together.
  func fetch(_ cold: ColdKeys, ahead: [UInt64], for client: ClientReference) {
    waiting.append(
      Waiting(
        client: client, rows: cold.rows[...], unknown: cold.unknown[...],
        needsValues: cold.needsValues, isGradual: cold.isGradual, ahead: ahead))
    readNext()
  }

  /// Delivers keys of `rows` to `client`, without bringing them into memory: those at the front, as many as
  /// one read may bring.
  func list(_ rows: [UInt64], for client: ClientReference) {
    let limitBytes = limitBytes
    core.readerQueue.async { [core, self] in
      do throws(StorageError) {
        let (batch, count) = try core.reader.keys(rows: rows, limitBytes: limitBytes)
        let sought = rows[..<count]
        let missing = try MissingRows(among: Array(sought), in: batch, core.reader)
        core.inbox.post {
          self.readKeys += UInt64(batch.count)
          if let error = missing.settle(core) { return core.clients.fail(client, error) }
          core.clients.deliver(batch, sought: sought, to: client)
        }
      } catch {
        core.inbox.post { core.clients.fail(client, error) }
      }
    }
  }

  /// Key and value bytes of one read.
  private var limitBytes: Int { min(1 << 20, core.keyspace.pointee.memoryLimit / 32) }

  private func readNext() {
    guard !isReading, !waiting.isEmpty else { return }
    isReading = true
    let order = makeOrder()
    let beganMs = core.clock.monotonicMs()
    core.readerQueue.async { [core, self] in
      do throws(StorageError) {
        let found = try ColdReads.read(core.reader, order)
        core.inbox.post {
          core.note(.coldRead, core.clock.monotonicMs() - beganMs)
          self.finish(found, order)
        }
      } catch {
        core.inbox.post { self.fail(error, order) }
      }
    }
  }

  /// What those who came first wait for, and behind that what they will ask for next.
  private func makeOrder() -> Order {
    var order = Order(limitBytes: limitBytes)
    var isOrdered: Set<UInt64> = []
    for one in waiting where order.values.count < ColdReads.mostValues {
      let limit = one.needsValues ? ColdReads.mostValues : ColdReads.mostKeys
      for row in one.rows.prefix(limit) where isOrdered.insert(row).inserted {
        if one.needsValues { order.values.append(row) } else { order.keys.append(row) }
      }
      order.sought += one.unknown.prefix(max(ColdReads.mostSought - order.sought.count, 0))
    }
    for one in waiting where order.values.count < ColdReads.mostValues {
      for row in one.ahead where isOrdered.insert(row).inserted { order.values.append(row) }
    }
    if !order.sought.isEmpty { order.segments = core.catalog.unindexedSegments.reversed() }
    return order
  }

  private static func read(_ reader: StoreReader, _ order: Order) throws(StorageError) -> Found {
    var found = Found()
    if !order.values.isEmpty {
      (found.values, found.valueCount) = try reader.read(
        rows: order.values, limitBytes: order.limitBytes)
    }
    if !order.keys.isEmpty {
      (found.keys, found.keyCount) = try reader.keys(
        rows: order.keys, limitBytes: order.limitBytes)
    }
    guard !order.sought.isEmpty else { return found }
    let requests = order.sought.map {
      LocateRequest(database: $0.database, key: $0.bytes, hash: $0.hash)
    }
    found.located = try reader.locate(requests, segments: order.segments)
    return found
  }

  private func finish(_ found: Found, _ order: Order) {
    isReading = false
    readValues += UInt64(found.values.count + (found.located?.rows.count ?? 0))
    readKeys += UInt64(found.keys.count)
    if promote(found.values) && promote(found.keys) && settle(found.located, order.sought) {
      advance(found, order)
    } else {
      // Those who find their rows in memory all the same go on; the others ask again.
      let clients = waiting.map(\.client)
      waiting.removeAll()
      waitForRoom(clients)
    }
    readNext()
  }

  /// Brings rows into memory. False when everything there waits for the store.
  private func promote(_ batch: RowBatch) -> Bool {
    let nowMs = core.clock.wallMs()
    for header in batch.headers {
      guard makeRoom(for: header) else { return false }
      core.keyspace.pointee.promote(header, in: batch, nowMs: nowMs)
    }
    return true
  }

  /// False while everything in memory waits for the store; the rows are read again later.
  private func makeRoom(for header: RowBatch.Header) -> Bool {
    core.keyspace.pointee.makeRoom(for: header.keyLength + header.valueLength + 64)
  }

  /// Wakes those who have what they wait for.
  private func advance(_ found: Found, _ order: Order) {
    var done = Set(order.values[..<found.valueCount])
    done.formUnion(order.keys[..<found.keyCount])
    let damaged = unreadable(done, found)
    let lengths = found.values.headers.map { ($0.row, $0.valueLength) }
    let bytes = Dictionary(lengths) { first, _ in first }
    let sought = Set(order.sought.map(\.hash))
    let all = waiting
    waiting.removeAll()
    for var one in all {
      let (rowCount, soughtCount) = (one.rows.count, one.unknown.count)
      var isDamaged = false
      while let row = one.rows.first, done.contains(row) {
        isDamaged = isDamaged || damaged.contains(row)
        one.readBytes += bytes[row] ?? 0
        one.rows.removeFirst()
      }
      while let key = one.unknown.first, sought.contains(key.hash) { one.unknown.removeFirst() }
      let hasAdvanced = one.rows.count < rowCount || one.unknown.count < soughtCount
      if isDamaged {
        core.clients.fail(one.client, MissingRows.damage)
      } else if one.rows.isEmpty && one.unknown.isEmpty || one.isGradual && hasAdvanced {
        core.clients.wake([one.client])
      } else if one.readBytes > core.keyspace.pointee.memoryLimit / 4 {
        core.clients.refuse(one.client, CommandError.keysTooLarge)
      } else {
        waiting.append(one)
      }
    }
  }

  /// Rows that are alive and did not bring the entry that the index expects there: whoever waits for
  /// one would ask for it again and again.
  private func unreadable(_ sought: Set<UInt64>, _ found: Found) -> Set<UInt64> {
    core.buryDeadRows()
    let readable = (found.values.headers + found.keys.headers).filter {
      core.keyspace.pointee.holds(row: $0.row, hash: $0.hash)
    }
    let damaged = sought.subtracting(readable.map(\.row)).filter { core.catalog.isLive($0) }
    if !damaged.isEmpty {
      core.warnOfDamage(
        .unreadable, count: damaged.count, "\(MissingRows.damage) (\(damaged.count) entries)")
    }
    return damaged
  }

  /// Keys looked for before the index knew every row: the live row found is brought in, and what was
  /// not found is known to be absent. False when everything in memory waits for the store.
  private func settle(_ located: LocateResult?, _ sought: [SoughtKey]) -> Bool {
    guard let located else { return true }
    let nowMs = core.clock.wallMs()
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

  /// Those who were to get something by this read get the error; the others wait for the next one.
  private func fail(_ error: StorageError, _ order: Order) {
    isReading = false
    core.log(.warning, "\(error)")
    let rows = Set(order.values + order.keys)
    let sought = Set(order.sought.map(\.hash))
    let all = waiting
    waiting.removeAll()
    for one in all {
      let isMeant =
        one.rows.contains(where: rows.contains) || one.unknown.contains { sought.contains($0.hash) }
      if isMeant { core.clients.fail(one.client, error) } else { waiting.append(one) }
    }
    readNext()
  }
}
