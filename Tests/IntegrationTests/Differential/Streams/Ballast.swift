/// Keys of another database that push those of a stream out of the daemon's memory.
final class Ballast {
  private let redis: RedisConnection
  private var turnCount = 0

  private static let turnsBetween = 40
  private static let keyCount = 1_500
  private static let value = String(repeating: "b", count: 16_000)

  init(_ daemon: Daemon) throws {
    redis = try daemon.connect()
    _ = try redis("SELECT", "14")
  }

  /// Called in every turn, and does its work in some.
  func press() throws {
    turnCount += 1
    if turnCount % Ballast.turnsBetween == 0 { try fillMemory() }
  }

  /// What is read twice stays in memory in the place of what has not been read meanwhile. Only what
  /// the store has can leave.
  private func fillMemory() throws {
    try redis.awaitFlush()
    for first in stride(from: 0, to: Ballast.keyCount, by: 100) {
      let keys = (first..<first + 100).map { "ballast:\($0)" }
      _ = try redis.pipeline(keys.map { ["SET", $0, Ballast.value + "\(turnCount)"] })
      _ = try redis.pipeline((keys + keys).map { ["GETRANGE", $0, "0", "1"] })
    }
  }

  /// How many keys were read from disk.
  func promotedKeys() throws -> Int { try redis.info("keys_promoted") }
}
