import SeededRandom
import Testing

@testable import Keyspace

@Suite struct DatabaseMapTests {
  @Test func everyNumberStandsForItsOwnDatabaseAtFirst() {
    for number in 0..<UInt8(16) {
      #expect(DatabaseMap.identity.database(of: number) == number)
      #expect(DatabaseMap.identity.number(of: number) == number)
    }
  }

  @Test("Swaps one behind the other are what an array makes of them", arguments: 1...20)
  func swapsEqualANaiveArray(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    var map = DatabaseMap.identity
    var naive = Array(0..<UInt8(16))
    for _ in 0..<200 {
      let (first, second) = (
        Int.random(in: 0..<16, using: &random), Int.random(in: 0..<16, using: &random)
      )
      map.swap(UInt8(first), UInt8(second))
      naive.swapAt(first, second)
      #expect((0..<16).map { map.database(of: $0) } == naive, "seed \(seed)")
      #expect((0..<16).allSatisfy { map.number(of: map.database(of: $0)) == $0 }, "seed \(seed)")
      #expect(map.inverse.inverse == map)
      #expect((0..<16).allSatisfy { map.inverse.database(of: map.database(of: $0)) == $0 })
      #expect(DatabaseMap(rawValue: map.rawValue) == map)
    }
  }

  @Test(
    "A map in which a database has two numbers, or none, is none",
    arguments: [0, .max, 0xFEDC_BA98_7654_3211, 0xEEDC_BA98_7654_3210] as [UInt64])
  func noMap(rawValue: UInt64) { #expect(DatabaseMap(rawValue: rawValue) == nil) }
}
