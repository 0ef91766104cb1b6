import SeededRandom
import Testing

@testable import Persistence

/// D8: what cannot be used stops the start with a line that says what to do, and is left as it is.
@Suite struct JournalFileTests {
  private let directory: TemporaryDirectory
  private var path: String { directory.file("tokens.journal") }

  init() throws { directory = try TemporaryDirectory() }

  private func failure() -> StorageError? {
    do throws(StorageError) {
      _ = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
      return nil
    } catch {
      return error
    }
  }

  private func created(frames: Int) throws -> [UInt8] {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    for frame in 0..<frames { _ = try journal.append([UInt8(frame)]) }
    return try directory.contents("tokens.journal")
  }

  @Test(arguments: [0, 1, 100, 8192, 20_000])
  func aFileOfAnotherKindIsRefusedAndKept(byteCount: Int) throws {
    var random = SeededGenerator(seed: 1)
    let bytes = random.bytes(byteCount)
    try directory.write(bytes, to: "tokens.journal")
    let error = try #require(failure())
    #expect(error.cause == .foreign)
    #expect(error.description.contains("move it away"))
    #expect(try directory.contents("tokens.journal") == bytes)
  }

  @Test(
    "A sound checksum does not make numbers possible",
    arguments: [
      JournalHeader(capacity: Int.max & ~4095, epoch: 1, epochStart: 0),
      JournalHeader(capacity: 4096, epoch: .max, epochStart: 0),
      JournalHeader(capacity: 4096, epoch: 1, epochStart: 4),
      JournalHeader(capacity: 4096, epoch: 1, epochStart: .max - 7),
    ])
  func impossibleHeadersAreRefused(header: JournalHeader) throws {
    let page = header.encoded() + [UInt8](repeating: 0, count: 4096 - header.encoded().count)
    try directory.write(page + page, to: "tokens.journal")
    let error = try #require(failure())
    #expect(error.cause == .damaged || error.cause == .foreign)
    #expect(try directory.contents("tokens.journal") == page + page)
  }

  @Test func aNewerVersionIsRefusedAndKept() throws {
    var bytes = try created(frames: 1)
    for page in [0, 4096] where bytes[page] != 0 { bytes[page + 8] = 2 }
    try directory.write(bytes, to: "tokens.journal")
    #expect(failure()?.cause == .newerVersion)
    #expect(try directory.contents("tokens.journal") == bytes)
  }

  /// Each page has a header and a mark, and any of the four tells all that a start needs.
  @Test(arguments: [12, 16, 24, 32]) func damageToAllHeadersIsRefusedAndToSomeIsNot(
    field: Int
  ) throws {
    let bytes = try created(frames: 1)
    let records = [0, JournalMark.offset, 4096, 4096 + JournalMark.offset]
    for spared in records.indices {
      var damaged = bytes
      for (index, record) in records.enumerated() where index != spared {
        damaged[record + field] ^= 0x10
      }
      try directory.write(damaged, to: "tokens.journal")
      // The older header leads to no frame of the newest run.
      let isOlder = records[spared] == 0 || records[spared] == JournalMark.offset + 4096
      let found = try? replayJournal(directory)
      let isRight = isOlder ? found == nil : found?.summary.frames == 1
      #expect(isRight, "field \(field) spared \(spared)")
    }
    var damaged = bytes
    for record in records { damaged[record + field] ^= 0x10 }
    try directory.write(damaged, to: "tokens.journal")
    #expect(failure()?.cause == .damaged, "field \(field)")
    #expect(try directory.contents("tokens.journal") == damaged)
  }

  @Test func anotherCapacityWaitsUntilTheRingIsEmpty() throws {
    _ = try created(frames: 3)
    var kept = try Journal.open(path: path, capacity: 8192, replayFrom: 0)
    #expect(kept.capacity == 4096)
    #expect(try kept.replayed().summary.frames == 3)
    var renewed = try Journal.open(path: path, capacity: 8192, replayFrom: 96)
    #expect(renewed.capacity == 8192)
    #expect(try renewed.replayed().summary.head == 96)
    #expect(try renewed.append([1]) == 96)
    #expect(try replayJournal(directory, capacity: 8192, from: 96).payloads == [[1]])
  }

  @Test func aMissingDirectoryIsAnErrorThatNamesThePath() {
    do throws(StorageError) {
      _ = try Journal.open(
        path: directory.file("absent/tokens.journal"), capacity: 4096, replayFrom: 0)
      Issue.record("opened a journal in a directory that is not there")
    } catch {
      #expect(error.description.contains("absent/tokens.journal"))
    }
  }
}
