@testable import Keyspace
@testable import Persistence

/// A journal as a crash, a bad disk or a stranger may leave it: opened, replayed into a keyspace,
/// appended to and replayed again.
///
/// Starts from an empty ring of two pages. `header EPOCH START PAGES` writes a sound header, `frame
/// EPOCH LSN PAYLOAD` a sound frame, `flip OFFSET BITS` damages a byte, `from LSN` says what the
/// database wants; all else is ignored.
struct JournalTarget: FuzzTarget {
  private let directory = TestDirectory()

  var vocabulary: Vocabulary? {
    Vocabulary(
      lines: ["header % % %", "frame 0 % %", "frame 1 % %", "frame % % %", "flip % %", "from %"],
      words: ["0", "1", "2", "3", "24", "48", "64", "4096", "8192", "8200", "12288", "255", "-8"]
        + Self.payloads)
  }

  func run(_ input: UnsafeRawBufferPointer) {
    directory.removeFiles()
    var ring = JournalImage()
    for line in ScriptLine.lines(of: input).prefix(40) { ring.apply(line) }
    directory.write(ring.bytes, to: "tokens.journal")
    let path = directory.file("tokens.journal")
    guard let summary = replay(path, from: ring.replayFrom, appending: true) else { return }
    guard let again = replay(path, from: ring.replayFrom, appending: false) else {
      return require(ring.mayHaveLostHeader, "a journal that was usable is so no more")
    }
    require(again.frames > summary.frames, "what was appended is not there")
  }

  /// nil when the file is refused.
  private func replay(
    _ path: String, from lsn: UInt64, appending: Bool
  ) -> ReplaySummary? {
    var keyspace = Keyspace(
      seed: HashSeed(first: 1, second: 2), rule: .standard, memoryLimit: 1 << 24, nowMs: 1_000_000)
    keyspace.changes.isRecording = false
    keyspace.beginLoading(newestRow: 0)
    do throws(StorageError) {
      var journal = try Journal.open(path: path, capacity: 8192, replayFrom: lsn)
      let summary = try journal.replay { _, payload throws(StorageError) in
        _ = keyspace.replay(payload, nowMs: 1_000_000)
      }
      keyspace.finishLoading()
      require(keyspace.checkInvariants().isEmpty, "\(keyspace.checkInvariants())")
      if appending { try append(to: &journal) }
      return summary
    } catch {
      return nil
    }
  }

  /// Frames that the database has yet to take over may leave no room.
  private func append(to journal: inout Journal) throws(StorageError) {
    _ = try withUnsafeBytes(of: UInt64(7)) { bytes throws(StorageError) in
      try journal.append(bytes)
    }
  }

  /// Records as the keyspace writes them, in hexadecimal.
  private static let payloads: [String] = {
    var keyspace = Keyspace(
      seed: HashSeed(first: 1, second: 2), rule: .standard, memoryLimit: 1 << 24, nowMs: 1_000_000)
    let bytes = Array("key".utf8)
    return bytes.withUnsafeBytes { text in
      let key = keyspace.key(text, database: 3)
      return (0..<4).map { step in
        switch step {
        case 0: keyspace.save(key, value: text, expiry: .backstop, nowMs: 1_000_000)
        case 1: _ = keyspace.setDeadline(key, deadlineMs: 2_000_000, nowMs: 1_000_000)
        case 2: _ = keyspace.remove(key, nowMs: 1_000_000)
        default: keyspace.removeAll()
        }
        defer { keyspace.changes.removeAll() }
        return keyspace.changes.bytes.map { byte in
          (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
      }
    }
  }()
}
