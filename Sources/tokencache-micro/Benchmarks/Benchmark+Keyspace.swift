import Keyspace

extension Benchmark {
  /// More than the processor's caches hold of entries, and less than they hold of the index.
  private static let keyCount = 16_384
  /// A lifetime within every limit, in ms.
  private static let farMs: Int64 = 20 * 86_400_000

  static let keyspace = [
    Benchmark("index.hit", "hash a key and find its entry") {
      let (bench, tokens) = filled()
      return eachKey(of: tokens, in: bench) { keyspace, key in
        consume(keyspace.find(key, nowMs: Bench.epochMs) != nil)
      }
    },
    Benchmark("index.miss", "hash a key and find that there is no entry") {
      let (bench, _) = filled()
      let absent = Tokens(count: keyCount, prefix: "oauth:refreshtoken:")
      return eachKey(of: absent, in: bench) { keyspace, key in
        consume(keyspace.residency(of: key))
      }
    },
    Benchmark("keyspace.save-same", "save the value that is there already") {
      let (bench, tokens) = filled()
      return saving(tokens, in: bench, variants: 1)
    },
    Benchmark("keyspace.save-new", "save another value, with its journal record") {
      let (bench, tokens) = filled()
      return saving(tokens, in: bench, variants: 251)
    },
  ]

  static let wheel = [
    Benchmark("wheel.move", "bring a deadline forward, without a journal record") {
      let (bench, tokens) = filled()
      bench.keyspace.pointee.changes.isRecording = false
      var deadlineMs = Bench.epochMs + farMs
      return eachKey(of: tokens, in: bench) { keyspace, key in
        deadlineMs -= 1
        keyspace.setDeadline(key, deadlineMs: deadlineMs, nowMs: Bench.epochMs)
      }
    },
    Benchmark("wheel.expire", "save a key that expires at once, and expire it") {
      let bench = Bench()
      bench.keyspace.pointee.changes.isRecording = false
      let value = Tokens.value()
      var nowMs = Bench.epochMs
      return eachKey(of: Tokens(count: keyCount), in: bench) { keyspace, key in
        value.withUnsafeBytes { value in
          keyspace.save(key, value: value, expiry: .at(deadlineMs: nowMs + 2), nowMs: nowMs)
        }
        nowMs += 4
        consume(keyspace.expireDue(nowMs: nowMs, budget: 100))
      }
    },
  ]

  private static func filled() -> (Bench, Tokens) {
    let bench = Bench()
    let tokens = Tokens(count: keyCount)
    bench.fill(tokens)
    return (bench, tokens)
  }

  private static func eachKey(
    of tokens: Tokens, in bench: Bench, _ body: @escaping (inout Keyspace, Key) -> Void
  ) -> (Int) -> Void {
    { count in
      for number in 0..<count {
        tokens.keys[number & (keyCount - 1)].withUnsafeBytes { bytes in
          body(&bench.keyspace.pointee, bench.keyspace.pointee.key(bytes, database: 0))
        }
        if number & 15 == 15 { bench.endTurn() }
      }
    }
  }

  private static func saving(
    _ tokens: Tokens, in bench: Bench, variants: Int
  ) -> (Int) -> Void {
    let values = (0..<variants).map(Tokens.value)
    var turn = 0
    return eachKey(of: tokens, in: bench) { keyspace, key in
      turn = turn + 1 == variants ? 0 : turn + 1
      values[turn].withUnsafeBytes { value in
        keyspace.save(key, value: value, expiry: .backstop, nowMs: Bench.epochMs)
      }
    }
  }
}

extension Benchmark {
  static let journal = [
    Benchmark("journal.append", "append a frame of 512 bytes to the crash journal") {
      let payload = [UInt8](repeating: 0x55, count: 512)
      let file = JournalFile()
      return { count in
        payload.withUnsafeBytes { payload in
          for _ in 0..<count { file.append(payload) }
        }
      }
    }
  ]
}
