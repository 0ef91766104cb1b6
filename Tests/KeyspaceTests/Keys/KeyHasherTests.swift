import Testing

@testable import Keyspace

@Suite struct KeyHasherTests {
  private static let seed = HashSeed(first: 0x0F1E_2D3C_4B5A_6978, second: 0x8796_A5B4_C3D2_E1F1)
  private let hasher = KeyHasher(seed: seed)

  private func hash(_ text: String, _ database: UInt8 = 0) -> UInt64 {
    Array(text.utf8).withUnsafeBytes { hasher.hash($0, database: database) }
  }

  @Test("The low four bits are the database")
  func lowBitsAreDatabase() {
    for database in 0..<16 as Range<UInt8> {
      for length in 0...40 {
        let text = String(repeating: "x", count: length)
        #expect(hash(text, database) & 15 == UInt64(database))
      }
    }
  }

  @Test("A key has another hash in another database and under another seed")
  func databaseAndSeedMatter() {
    let tops = Set((0..<16).map { hash("token", UInt8($0)) >> 4 })
    #expect(tops.count == 16)
    var otherSeed = KeyHasherTests.seed
    otherSeed.first ^= 1
    let other = Array("token".utf8).withUnsafeBytes {
      KeyHasher(seed: otherSeed).hash($0, database: 0)
    }
    #expect(other != hash("token"))
  }

  @Test("Every byte and the length count")
  func everyByteCounts() {
    var seen: Set<UInt64> = []
    var keys = 0
    for length in 0...70 {
      let plain = StableBytes(count: max(length, 1))
      let view = UnsafeRawBufferPointer(rebasing: plain.buffer[0..<length])
      seen.insert(hasher.hash(view, database: 0))
      keys += 1
      for index in 0..<length {
        for bit in 0..<8 {
          plain.buffer[index] = 1 << bit
          seen.insert(hasher.hash(view, database: 0))
          keys += 1
        }
        plain.buffer[index] = 0
      }
    }
    #expect(seen.count == keys)
  }

  @Test("Keys that differ in a counter spread evenly over partitions and fingerprints")
  func spreadsEvenly() {
    let keys = 65_536
    var partitions = [Int](repeating: 0, count: 256)
    var fingerprints = [Int](repeating: 0, count: 256)
    for number in 0..<keys {
      let hash = hash("session:\(number)")
      partitions[HashIndex.partition(of: hash) % 256] += 1
      fingerprints[Int(HashIndex.fingerprint(of: hash) >> (Slot.fingerprintBits - 8))] += 1
    }
    // Chi-squared with 255 degrees of freedom: 255 expected, deviation 23.
    for counts in [partitions, fingerprints] {
      let expected = Double(keys) / 256
      let chi = counts.reduce(0) {
        $0 + (Double($1) - expected) * (Double($1) - expected) / expected
      }
      #expect(chi > 150 && chi < 370)
    }
  }
}
