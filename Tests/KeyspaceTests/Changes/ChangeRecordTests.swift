import SeededRandom
import Testing

@testable import Keyspace

@Suite struct ChangeRecordTests {
  private static let lifetimes = [
    Lifetime.absolute(deadlineMs: epochMs), Lifetime.absolute(deadlineMs: 0),
    Lifetime.sliding(nowMs: epochMs, windowMs: 86_400_000, maxTtlMs: LifetimeRule.limitMs),
  ]
  private static let texts = ["", "k", String(repeating: "long", count: 5000)]

  private static let swapped: DatabaseMap = {
    var map = DatabaseMap.identity
    map.swap(3, 14)
    return map
  }()

  /// One save and one removal for each key, value and lifetime, then a removal of everything and a
  /// map of databases.
  private func fill(_ buffer: inout ChangeBuffer) -> Int {
    var count = 1
    for (number, lifetime) in ChangeRecordTests.lifetimes.enumerated() {
      for key in ChangeRecordTests.texts {
        for value in ChangeRecordTests.texts {
          let (keyBytes, valueBytes) = (StableBytes(key), StableBytes(value))
          buffer.save(
            database: UInt8(number + 13), key: keyBytes.bytes, value: valueBytes.bytes,
            lifetime: lifetime)
          buffer.remove(database: UInt8(number), key: keyBytes.bytes)
          count += 2
        }
      }
    }
    buffer.removeAllEntries()
    buffer.set(ChangeRecordTests.swapped)
    return count + 1
  }

  private func decode(_ bytes: UnsafeRawBufferPointer) -> [ChangeRecord] {
    var records: [ChangeRecord] = []
    var offset = 0
    while offset < bytes.count, let record = ChangeRecord(bytes, at: &offset) {
      records.append(record)
    }
    return records
  }

  @Test("Records read back are the records written")
  func roundTrip() {
    var buffer = ChangeBuffer()
    let count = fill(&buffer)
    let records = decode(buffer.bytes)
    #expect(records.count == count)
    var position = 0
    for (number, lifetime) in ChangeRecordTests.lifetimes.enumerated() {
      for key in ChangeRecordTests.texts {
        for value in ChangeRecordTests.texts {
          let save = records[position]
          #expect(save.kind == .save && save.lifetime == lifetime)
          #expect(save.database == UInt8(number + 13))
          #expect(save.key.elementsEqual(key.utf8) && save.value.elementsEqual(value.utf8))
          let remove = records[position + 1]
          #expect(remove.kind == .remove && remove.database == UInt8(number))
          #expect(remove.key.elementsEqual(key.utf8) && remove.value.isEmpty)
          position += 2
        }
      }
    }
    #expect(records.dropLast().last?.kind == .removeAll)
    #expect(records.last?.databases == ChangeRecordTests.swapped)
  }

  @Test("A cut payload ends before the record that it cuts")
  func truncated() {
    var buffer = ChangeBuffer()
    let key = StableBytes("key")
    let lifetime = Lifetime.absolute(deadlineMs: epochMs)
    buffer.save(database: 1, key: key.bytes, value: key.bytes, lifetime: lifetime)
    let first = buffer.count
    buffer.remove(database: 1, key: key.bytes)
    let whole = buffer.count
    for length in 0...whole {
      let cut = UnsafeRawBufferPointer(rebasing: buffer.bytes[0..<length])
      let expected = length == whole ? 2 : length >= first ? 1 : 0
      let found = decode(cut).count
      #expect(found == expected, "\(length) bytes")
    }
  }

  @Test("Nothing is recorded while recording is off")
  func recordingOff() {
    var buffer = ChangeBuffer()
    buffer.isRecording = false
    _ = fill(&buffer)
    let count = buffer.count
    #expect(count == 0)
  }

  @Test("Random and damaged payloads are refused or applied, and never trap", arguments: 1...20)
  func randomBytes(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var keyspace = Keyspace(
      seed: .fixed, rule: .standard, memoryLimit: 1 << 26, nowMs: epochMs)
    keyspace.beginLoading(newestRow: 10)
    keyspace.changes.isRecording = false
    var buffer = ChangeBuffer()
    for number in 0..<8 {
      let key = StableBytes("key \(number)")
      buffer.save(
        database: UInt8(number), key: key.bytes, value: key.bytes,
        lifetime: .sliding(nowMs: epochMs, windowMs: 1000, maxTtlMs: 5000))
    }
    let payload = StableBytes(count: buffer.count)
    for _ in 0..<300 {
      payload.buffer.copyMemory(from: buffer.bytes)
      for _ in 0..<Int.random(in: 1...4, using: &random) {
        let offset = Int.random(in: 0..<payload.count, using: &random)
        payload.buffer[offset] = UInt8.random(in: 0...255, using: &random)
      }
      _ = keyspace.replay(payload.bytes, nowMs: epochMs)
    }
    let findings = keyspace.checkInvariants()
    #expect(findings == [], "seed \(seed)")
  }

  @Test("A map in which a database has two numbers is damage")
  func impossibleMap() {
    var buffer = ChangeBuffer()
    buffer.set(.identity)
    let payload = StableBytes(count: buffer.count)
    payload.buffer.copyMemory(from: buffer.bytes)
    #expect(decode(payload.bytes).count == 1)
    payload.buffer[payload.count - 1] ^= 1
    #expect(decode(payload.bytes).isEmpty)
  }

  @Test(
    "A record that no entry can hold is damage",
    arguments: [
      Lifetime(deadlineMs: 1 << 48, windowMs: 0, capMs: 0),
      Lifetime(deadlineMs: -1, windowMs: 0, capMs: 0),
      Lifetime(deadlineMs: epochMs, windowMs: 1 << 39, capMs: epochMs),
      Lifetime(deadlineMs: epochMs, windowMs: -1, capMs: epochMs),
      Lifetime(deadlineMs: epochMs, windowMs: 1, capMs: 1 << 48),
      Lifetime(deadlineMs: epochMs, windowMs: 1, capMs: .min),
    ])
  func impossibleLifetime(lifetime: Lifetime) {
    var buffer = ChangeBuffer()
    let key = StableBytes("key")
    buffer.save(database: 1, key: key.bytes, value: key.bytes, lifetime: lifetime)
    let found = decode(buffer.bytes).count
    #expect(found == 0)
  }
}
