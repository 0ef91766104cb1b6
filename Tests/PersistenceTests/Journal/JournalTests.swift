import Glibc
import SeededRandom
import Testing

@testable import Persistence

@Suite struct JournalTests {
  private let directory: TemporaryDirectory
  private var path: String { directory.file("tokens.journal") }

  init() throws { directory = try TemporaryDirectory() }

  @Test func aNewJournalIsEmptyPrivateAndPreallocated() throws {
    var journal = try Journal.open(path: path, capacity: 10_000, replayFrom: 64)
    let found = try journal.replayed()
    #expect(found.summary == ReplaySummary(frames: 0, bytes: 0, head: 64, tornTail: false))
    #expect(journal.capacity == 12_288)
    #expect(journal.head == 64 && journal.tail == 64 && journal.used == 0)
    #expect(try directory.mode("tokens.journal") == 0o600)
    #expect(try directory.contents("tokens.journal").count == 12_288 + 8192)
    #expect(try directory.names() == ["tokens.journal"])
  }

  @Test func framesComeBackInOrderFromAnyOfThem() throws {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    let payloads: [[UInt8]] = [[1], [], Array(repeating: 7, count: 100), [1, 2, 3, 4, 5, 6, 7, 8]]
    let lsns = try payloads.map { try journal.append($0) }
    #expect(lsns == [0, 32, 56, 184])
    for (index, lsn) in lsns.enumerated() {
      let found = try replayJournal(directory.copy(), from: lsn)
      #expect(found.payloads == Array(payloads[index...]))
      #expect(found.lsns == Array(lsns[index...]))
      #expect(found.summary.head == journal.head && !found.summary.tornTail)
    }
  }

  @Test func aFullJournalRefusesUntilSpaceIsReleased() throws {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    let payload = [UInt8](repeating: 1, count: 1000)
    for _ in 0..<4 { _ = try journal.append(payload) }
    #expect(journal.used == 4096 && !journal.hasRoom(for: 0))
    #expect(throws: StorageError.self) { try journal.append([]) }
    do { _ = try journal.append([]) } catch let error as StorageError {
      #expect(error.cause == .journalFull)
    }
    journal.release(through: 1024)
    #expect(journal.hasRoom(for: 1000) && !journal.hasRoom(for: 1001))
    #expect(try journal.append(payload) == 4096)
    #expect(journal.tail == 1024)
  }

  @Test func aFrameLargerThanTheRingIsRefusedWithItsSetting() throws {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    #expect(try journal.append([UInt8](repeating: 1, count: 4072)) == 0)
    journal.release(through: 4096)
    do {
      _ = try journal.append([UInt8](repeating: 1, count: 4073))
      Issue.record("appended more than the ring holds")
    } catch let error as StorageError {
      #expect(error.cause == .tooLarge)
      #expect(error.description.contains("journal-size"))
    }
    #expect(journal.head == 4096)
  }

  /// The ring's end falls on each place within a frame: inside the header, between the parts, inside
  /// the payload, and on each of its edges.
  @Test func framesWrapAtEveryAlignment() throws {
    for start in stride(from: 4096 - 400, through: 4096, by: 8) {
      let directory = try TemporaryDirectory()
      var journal = try Journal.open(
        path: directory.file("tokens.journal"), capacity: 4096, replayFrom: UInt64(start))
      _ = try journal.replayed()
      var random = SeededGenerator(seed: UInt64(start))
      let payloads = [random.bytes(77), random.bytes(0), random.bytes(190), random.bytes(64)]
      for payload in payloads { _ = try journal.append(payload) }
      let found = try replayJournal(directory, from: UInt64(start))
      #expect(found.payloads == payloads, "start \(start)")
    }
  }

  @Test func aReplayLargerThanItsWindowFindsEveryFrame() throws {
    var journal = try Journal.open(path: path, capacity: 8 << 20, replayFrom: 0)
    _ = try journal.replayed()
    var random = SeededGenerator(seed: 3)
    var payloads = (0..<40).map { _ in random.bytes(random.below(100_000)) }
    payloads.insert(random.bytes(3 << 20), at: 20)
    for payload in payloads { _ = try journal.append(payload) }
    #expect(try replayJournal(directory, capacity: 8 << 20).payloads == payloads)
  }

  @Test func anErrorOfTheReceiverEndsTheReplay() throws {
    let refusal = StorageError(operation: "apply a frame", cause: .other, message: "refused")
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    _ = try journal.append([1])
    var second = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    #expect(throws: refusal) {
      _ = try second.replay { _, _ throws(StorageError) in throw refusal }
    }
  }

  @Test func aFailedSyncIsReported() throws {
    var system = FileSystem.system
    system.syncData = { _ in
      errno = EIO
      return -1
    }
    let file = try File(path: path, flags: O_RDWR | O_CREAT, in: system, operation: "open")
    do throws(StorageError) {
      try DataSync(file).run()
      Issue.record("synced by a call that failed")
    } catch {
      #expect(error.cause == .inputOutput)
    }
  }
}
