import Keyspace
import SeededRandom
import Testing

@testable import Persistence

/// Random saves, deletions, compactions, flushes, restarts and kills against a dictionary.
@Suite struct StoreModelTests {
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func theStoreHoldsWhatADictionaryWould(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    var engine = try ModelEngine(TemporaryDirectory())
    for step in 0..<120 {
      switch random.below(20) {
      case 0..<8: try engine.save(random.below(1500), &random)
      case 8..<11: try engine.delete(random.below(800), &random)
      case 11..<14: try engine.compact(rowLimit: 1 + random.below(900))
      case 14..<16: try engine.reclaim(rowLimit: 1 + random.below(3000))
      case 16: try engine.store.writer.checkpoint()
      case 17: if random.below(4) == 0 { try engine.flush() }
      case 18: engine = try ModelEngine(engine.restarted(), expecting: engine.model)
      default: engine = try ModelEngine(engine.directory.copy(), expecting: engine.model)
      }
      if step % 10 == 0 { try engine.check("seed \(seed) step \(step)") }
    }
    try engine.check("seed \(seed) end")
    engine = try ModelEngine(engine.directory.copy(), expecting: engine.model)
    try engine.check("seed \(seed) killed")
  }
}
