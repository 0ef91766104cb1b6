@testable import Persistence

/// What a test reads out of a journal.
struct Replayed: Equatable {
  var payloads: [[UInt8]] = []
  var lsns: [UInt64] = []
  var summary = ReplaySummary(frames: 0, bytes: 0, head: 0, tornTail: false)
}

extension Journal {
  mutating func append(_ payload: [UInt8]) throws -> UInt64 {
    try payload.withUnsafeBytes { try append($0) }
  }

  mutating func replayed() throws -> Replayed {
    var result = Replayed()
    result.summary = try replay { lsn, payload in
      result.lsns.append(lsn)
      result.payloads.append(Array(payload))
    }
    return result
  }
}

/// Opens a journal in the directory and replays it.
func replayJournal(
  _ directory: TemporaryDirectory, capacity: Int = 4096, from: UInt64 = 0
) throws -> Replayed {
  var journal = try Journal.open(
    path: directory.file("tokens.journal"), capacity: capacity, replayFrom: from)
  return try journal.replayed()
}
