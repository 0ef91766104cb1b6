import Foundation
import Testing

@testable import Persistence

/// D8: what is written to a file that has lost its name is lost.
@Suite final class OwnFilesTests {
  private static let names = ["tokens.db", "tokens.db-wal", "tokens.db-shm"]
  private let directory: TemporaryDirectory
  private var fixture: StoreFixture

  init() throws {
    directory = try TemporaryDirectory()
    fixture = try StoreFixture(directory)
    try fixture.save(entries(3))
  }

  private func failure() -> StorageError? {
    do {
      try fixture.save(entries(1))
      return nil
    } catch {
      return error as? StorageError
    }
  }

  @Test(arguments: names, [true, false])
  func aCommitIntoALostFileIsRefused(name: String, isReplaced: Bool) throws {
    #expect(failure() == nil)
    let (path, kept) = (directory.file(name), directory.file("kept"))
    try FileManager.default.moveItem(atPath: path, toPath: kept)
    if isReplaced { try FileManager.default.copyItem(atPath: kept, toPath: path) }
    let error = try #require(failure())
    #expect(error.cause == .replaced)
    #expect(error.description.contains(path))
    #expect(error.description.contains(isReplaced ? "replaced" : "removed"))
    if isReplaced { try FileManager.default.removeItem(atPath: path) }
    try FileManager.default.moveItem(atPath: kept, toPath: path)
    #expect(failure() == nil, "the file is back")
  }

  @Test func aStopDoesNotCountALostFileAsSaved() throws {
    try FileManager.default.removeItem(atPath: directory.file("tokens.db"))
    #expect(throws: StorageError.self) { try fixture.store.writer.close() }
  }

  @Test func theJournalIsWatchedToo() throws {
    let path = directory.file("tokens.journal")
    let journal = try Journal.open(path: path, capacity: 4096, replayFrom: 0)
    try journal.files.check()
    try FileManager.default.removeItem(atPath: path)
    #expect(throws: StorageError.self) { try journal.files.check() }
  }
}
