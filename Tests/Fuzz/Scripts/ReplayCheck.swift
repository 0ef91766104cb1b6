@testable import Keyspace

/// D1, D4, D7: what was journalled, replayed after a crash, gives every entry back, and none that was
/// removed; a window that slid may have lost a step.
struct ReplayCheck {
  private let bench: CommandBench
  private let journal: [[UInt8]]

  init(_ bench: CommandBench, _ journal: [[UInt8]]) {
    self.bench = bench
    self.journal = journal
  }

  func run() {
    var replayed = replay()
    var left = replayed.hotEntries.count { $0.deadlineMs > bench.nowMs }
    let living = bench.keyspace.pointee.hotEntries.filter { $0.deadlineMs > bench.nowMs }
    for entry in living {
      let key = replayed.key(UnsafeRawBufferPointer(entry.key), database: entry.database)
      guard let found = replayed.find(key, nowMs: bench.nowMs) else {
        require(stepsAway(entry.deadlineMs, entry.windowMs), "an entry is lost")
        continue
      }
      left -= 1
      require(
        found.value.elementsEqual(UnsafeRawBufferPointer(entry.value)), "an entry is another")
      let early = entry.deadlineMs - found.lifetime.deadlineMs
      require(early == 0 || (early > 0 && early <= entry.windowMs / 16), "\(early) ms early")
    }
    require(left == 0, "an entry is back")
    require(
      replayed.databases == bench.keyspace.pointee.databases, "a number stands for another database"
    )
  }

  private func stepsAway(_ deadlineMs: Int64, _ windowMs: Int64) -> Bool {
    windowMs > 0 && deadlineMs - bench.nowMs <= windowMs / 16
  }

  private func replay() -> Keyspace {
    var keyspace = Keyspace(
      seed: CommandBench.seed, rule: TwinServers.rule, memoryLimit: 256 << 20, nowMs: bench.nowMs)
    keyspace.changes.isRecording = false
    keyspace.beginLoading(newestRow: 0)
    for payload in journal {
      payload.withUnsafeBytes {
        require(keyspace.replay($0, nowMs: bench.nowMs) != nil, "no record")
      }
    }
    keyspace.finishLoading()
    return keyspace
  }
}
