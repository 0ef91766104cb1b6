@testable import Keyspace

/// A keyspace with plenty of memory, text for keys and values, and a clock that tests move.
final class Bench {
  var keyspace: Keyspace
  var nowMs = epochMs
  private var texts: [String: StableBytes] = [:]

  init(_ rule: LifetimeRule = .standard, memoryLimit: Int = 1 << 26) {
    keyspace = Keyspace(seed: .fixed, rule: rule, memoryLimit: memoryLimit, nowMs: epochMs)
  }

  func bytes(_ text: String) -> UnsafeRawBufferPointer {
    if let known = texts[text] { return known.bytes }
    let new = StableBytes(text)
    texts[text] = new
    return new.bytes
  }

  func key(_ text: String) -> Key { keyspace.key(bytes(text), database: 3) }

  func save(_ key: String, _ value: String = "value", _ expiry: Expiry = .backstop) {
    keyspace.save(self.key(key), value: bytes(value), expiry: expiry, nowMs: nowMs)
  }

  func read(_ key: String) -> String? {
    keyspace.read(self.key(key), nowMs: nowMs).map { String(decoding: $0.value, as: UTF8.self) }
  }

  func lifetime(_ key: String) -> Lifetime? {
    keyspace.find(self.key(key), nowMs: nowMs)?.lifetime
  }

  /// Time left, as TTL shows it.
  func ttlMs(_ key: String) -> Int64? { lifetime(key).map { $0.deadlineMs - nowMs } }

  func remove(_ key: String) -> Bool { keyspace.remove(self.key(key), nowMs: nowMs) }
  func persist(_ key: String) -> Bool { keyspace.persist(self.key(key), nowMs: nowMs) }

  func expire(_ key: String, inMs: Int64) -> Bool {
    keyspace.setDeadline(self.key(key), deadlineMs: nowMs + inMs, nowMs: nowMs)
  }

  func expireDue() { while !keyspace.expireDue(nowMs: nowMs, budget: 1000) {} }

  func lastAccessMs(_ key: String) -> Int64? {
    keyspace.find(self.key(key), nowMs: nowMs)?.lastAccessMs
  }

  // The macros of the tests cannot call a keyspace, which cannot be copied.
  var findings: [String] { keyspace.checkInvariants() }
  func residency(_ key: String) -> Keyspace.Residency { keyspace.residency(of: self.key(key)) }
  func admit(_ bytes: Int) -> Keyspace.Admission { keyspace.admit(bytes: bytes) }
  func makeRoom(_ bytes: Int) -> Bool { keyspace.makeRoom(for: bytes) }
  func takeDeadRows() -> [UInt64] { keyspace.takeDeadRows() }

  /// The rows that a capture writes.
  func capture(firstRow: UInt64) -> RowBatch {
    let batch = RowBatch()
    var next = firstRow
    keyspace.capture(into: batch, limitBytes: .max) { _, _ in
      next += 1
      return next - 1
    }
    return batch
  }

  /// A row as the reader brings it.
  func row(
    _ row: UInt64, _ key: String, _ value: String = "old",
    _ lifetime: Lifetime = .absolute(deadlineMs: epochMs + 60_000)
  ) -> RowBatch {
    let batch = RowBatch()
    batch.append(
      row: row, hash: self.key(key).hash, database: 3, lifetime: lifetime, key: bytes(key),
      value: bytes(value))
    return batch
  }
}
