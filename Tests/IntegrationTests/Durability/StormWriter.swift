import SeededRandom

/// One client that saves, saves with an expiry and deletes its own keys until the daemon dies.
final class StormWriter {
  private(set) var ledger = Ledger()
  private let name: String
  private var random: SeededGenerator
  private var serial = 0

  private static let keyCount = 2000
  private static let batchSize = 32

  init(name: String, seed: UInt64) {
    self.name = name
    random = SeededGenerator(seed: seed)
  }

  /// Sends batch after batch; ends when the connection does.
  func storm(port: Int, acknowledged: (Int) -> Void) {
    guard let redis = try? RedisConnection(port: port) else { return }
    while true {
      let keys = (0..<Self.batchSize).map { _ in send(redis) }
      for key in keys {
        guard let reply = try? redis.receive() else { return }
        guard isAcknowledgement(reply) else { continue }
        ledger.acknowledge(key)
      }
      acknowledged(keys.count)
    }
  }

  /// Compares every key with what the restarted daemon says; what contradicts is described.
  func audit(_ redis: RedisConnection) throws -> [String] {
    let keys = ledger.keys
    let replies = try redis.pipeline(keys.flatMap { [["PEXPIRETIME", $0], ["GET", $0]] })
    return keys.indices.compactMap { index in
      let found = Self.entry(deadline: replies[2 * index], value: replies[2 * index + 1])
      let expectation = ledger.expectation(keys[index])
      guard !ledger.accepts(keys[index], found) else { return nil }
      return "\(keys[index]) is \(String(describing: found)), expected \(expectation)"
    }
  }

  private func send(_ redis: RedisConnection) -> String {
    serial += 1
    let key = "\(name):\(Int.random(in: 0..<Self.keyCount, using: &random))"
    let value = "\(name):\(serial):" + String(repeating: "x", count: serial % 300)
    switch Int.random(in: 0..<10, using: &random) {
    case 0..<3:
      ledger.ask(key, nil)
      redis.append(["DEL", key])
    case 3..<6:
      let expiryMs = Time.wallMs + Int64.random(in: 3_600_000...80_000_000, using: &random)
      ledger.ask(key, Ledger.Entry(value: value, expiryMs: expiryMs))
      redis.append(["SET", key, value, "PXAT", "\(expiryMs)"])
    default:
      ledger.ask(key, Ledger.Entry(value: value, expiryMs: nil))
      redis.append(["SET", key, value])
    }
    return key
  }

  private func isAcknowledgement(_ reply: Reply) -> Bool { reply == .ok || reply.integer != nil }

  /// Expiries that were asked for end before 80,000 s from now, sliding windows later.
  private static func entry(deadline: Reply, value: Reply) -> Ledger.Entry? {
    guard let text = value.text, let deadlineMs = deadline.integer.map(Int64.init) else {
      return nil
    }
    let isSliding = deadlineMs > Time.wallMs + 80_000_000
    return Ledger.Entry(value: text, expiryMs: isSliding ? nil : deadlineMs)
  }
}
