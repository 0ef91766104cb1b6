import Foundation
import Testing

@testable import Persistence

/// D1, D8: what was durable once cannot be torn, so an end before it is damage and is told; the torn
/// end of a crash is none.
@Suite struct JournalDamageTests {
  private static let ringStart = 8192
  private static let payloads: [[UInt8]] = [[1, 2, 3, 4, 5], Array(1...40), [7], [8, 9]]
  /// Where the frames of `payloads` begin, and where the last one ends.
  private static let starts = [0, 32, 96, 128, 160]
  private let directory: TemporaryDirectory
  private var path: String { directory.file("tokens.journal") }

  init() throws { directory = try TemporaryDirectory() }

  /// The file of a run that was killed when all frames before `synced` had been synced.
  private func file(synced: Int) throws -> [UInt8] {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    for payload in Self.payloads { _ = try journal.append(payload) }
    if synced > 0 { journal.syncMark(through: UInt64(synced)).run() }
    return try directory.contents("tokens.journal")
  }

  private func outcome(
    _ bytes: [UInt8], from start: UInt64 = 0
  ) throws -> Result<Replayed, StorageError> {
    let copy = try TemporaryDirectory()
    try copy.write(bytes, to: "tokens.journal")
    do {
      return .success(try replayJournal(copy, from: start))
    } catch let error as StorageError {
      #expect(try copy.contents("tokens.journal") == bytes, "a refused journal was changed")
      return .failure(error)
    }
  }

  @Test func aFlippedBitAnywhereInWhatWasSyncedIsRefused() throws {
    let file = try file(synced: 128)
    for byte in 0..<128 {
      // What fills a frame up to eight bytes is not read.
      guard !(29..<32).contains(byte), !(121..<128).contains(byte) else { continue }
      for bit in 0..<8 {
        var damaged = file
        damaged[Self.ringStart + byte] ^= 1 << UInt8(bit)
        guard case .failure(let error) = try outcome(damaged) else {
          Issue.record("byte \(byte) bit \(bit) is not told")
          continue
        }
        #expect(error.cause == .damaged && error.description.contains("tokens.journal"))
        #expect(error.description.contains("journal-damage accept"))
        #expect(!error.description.contains("\n"))
      }
    }
  }

  @Test func aTornEndBehindWhatWasSyncedIsNoDamage() throws {
    let file = try file(synced: 128)
    for byte in 128..<154 {
      var torn = file
      torn[Self.ringStart + byte] ^= 0x10
      let found = try outcome(torn).get()
      #expect(found.payloads == Array(Self.payloads[..<3]), "byte \(byte)")
      #expect(found.summary.lostBytes == 0)
    }
  }

  @Test func aFileCutShortIsRefusedWhereSyncedFramesAreGone() throws {
    let file = try file(synced: 128)
    for length in stride(from: 0, to: 160, by: 4) {
      let cut = Array(file[..<(Self.ringStart + length)])
      let isWhole = length >= 121
      #expect((try? outcome(cut).get()) != nil || !isWhole, "length \(length)")
      #expect((try? outcome(cut).get()) == nil || isWhole, "length \(length)")
    }
  }

  @Test func framesThatTheStoreHoldsMayBeDamaged() throws {
    var damaged = try file(synced: 128)
    damaged[Self.ringStart + 40] ^= 1
    #expect(try outcome(damaged, from: 96).get().payloads == Array(Self.payloads[2...]))
  }

  @Test func aRunBeginsWithSyncedFrames() throws {
    var damaged = try file(synced: 0)
    try directory.write(damaged, to: "tokens.journal")
    #expect(try replayJournal(directory).summary.frames == 4)
    damaged = try directory.contents("tokens.journal")
    damaged[Self.ringStart + 140] ^= 1
    #expect((try? outcome(damaged).get()) == nil)
  }

  @Test func whoAcceptsDamageGoesOnBehindTheLastWholeFrame() throws {
    var damaged = try file(synced: 128)
    damaged[Self.ringStart + 40] ^= 1
    try directory.write(damaged, to: "tokens.journal")
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    var frames = 0
    let summary = try journal.replay(acceptsDamage: true) { _, _ in frames += 1 }
    #expect(frames == 1 && summary.head == 32 && summary.lostBytes == 96)
    #expect(journal.lostBytes == 96)
    #expect(try journal.append([5]) == 32)
    // It is no damage any more, and what stood behind never comes back.
    let found = try replayJournal(directory)
    #expect(found.payloads == [Self.payloads[0], [5]] && found.summary.lostBytes == 0)
  }

  /// The mark of an abandoned run says nothing about the present one.
  @Test func aMarkOfAnEarlierRunDoesNotCount() throws {
    var damaged = try file(synced: 160)
    damaged[Self.ringStart + 40] ^= 1
    try directory.write(damaged, to: "tokens.journal")
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replay(acceptsDamage: true) { _, _ in }
    #expect(try replayJournal(directory).summary.lostBytes == 0)
  }

  @Test func marksAreWrittenByTurnsSoThatATornOneLeavesTheOneBefore() throws {
    var journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    _ = try journal.replayed()
    for payload in Self.payloads { _ = try journal.append(payload) }
    for synced in Self.starts { journal.syncMark(through: UInt64(synced)).run() }
    let file = try directory.contents("tokens.journal")
    let marks = [0, 4096].map {
      JournalMark(file[($0 + JournalMark.offset)...].prefix(JournalMark.byteCount))?.syncedLsn
    }
    #expect(Set(marks) == [128, 160])
  }

  @Test func anotherCapacityDoesNotReplaceADamagedRing() throws {
    var damaged = try file(synced: 160)
    damaged[Self.ringStart] ^= 1
    try directory.write(damaged, to: "tokens.journal")
    #expect(throws: StorageError.self) { try replayJournal(directory, capacity: 8192) }
    #expect(try directory.contents("tokens.journal") == damaged)
  }

  // MARK: Whose it is

  private func open(_ identity: UInt64, isMarked: Bool) throws(StorageError) {
    var journal = try Journal.open(
      path: path, capacity: 4096, replayFrom: 0,
      ties: JournalTies(identity: identity, isMarked: isMarked))
    _ = try journal.replay { _, _ in }
  }

  @Test func anotherDatabasesJournalIsRefusedAndKept() throws {
    try open(7, isMarked: false)
    let bytes = try directory.contents("tokens.journal")
    for isMarked in [false, true] {
      do throws(StorageError) {
        try open(8, isMarked: isMarked)
        Issue.record("took another's journal")
      } catch {
        #expect(error.cause == .foreign && error.description.contains("tokens.journal"))
      }
    }
    #expect(try directory.contents("tokens.journal") == bytes)
    try open(7, isMarked: true)
  }

  /// What the version before has written has no mark: it is taken, and marked, once.
  @Test func anUnmarkedJournalIsTakenOnceOnly() throws {
    try open(7, isMarked: false)
    var bytes = try directory.contents("tokens.journal")
    for page in [0, 4096] {
      for offset in 0..<JournalMark.byteCount { bytes[page + JournalMark.offset + offset] = 0 }
    }
    try directory.write(bytes, to: "tokens.journal")
    #expect(throws: StorageError.self) { try open(7, isMarked: true) }
    try open(7, isMarked: false)
    #expect(throws: StorageError.self) { try open(8, isMarked: false) }
    try open(7, isMarked: true)
  }
}
