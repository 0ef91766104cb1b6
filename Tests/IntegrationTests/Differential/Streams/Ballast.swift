/// Keys of another database that push those of a stream out of the daemon's memory.
final class Ballast {
  private let redis: RedisConnection
  private var written = 0

  private static let keyCount = 2_000
  private static let value = String(repeating: "b", count: 8_000)

  init(_ daemon: Daemon) throws {
    redis = try daemon.connect()
    _ = try redis("SELECT", "14")
    for _ in 0..<Ballast.keyCount / Ballast.keysPerTurn { try press() }
    try redis.awaitFlush()
  }

  private static let keysPerTurn = 10

  /// Reads or writes some of them.
  func press() throws {
    let commands = (0..<Ballast.keysPerTurn).map { _ in
      written += 1
      return ["SET", "ballast:\(written % Ballast.keyCount)", Ballast.value + "\(written)"]
    }
    _ = try redis.pipeline(commands)
  }

  /// How many keys were read from disk.
  func promotedKeys() throws -> Int { try redis.info("keys_promoted") }
}
