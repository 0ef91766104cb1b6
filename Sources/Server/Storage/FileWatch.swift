import Dispatch
import Persistence

/// Looks once a second whether database and journal are still the files under their names.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class FileWatch: @unchecked Sendable {
  private let core: StorageCore
  /// Writer queue only.
  private let journalFiles: OwnFiles
  private var lastMs: Int64 = 0
  private var isLooking = false
  /// Which file is gone; nil while all are there.
  private(set) var failure: StorageError?

  private static let intervalMs: Int64 = 1000

  init(core: StorageCore, journalFiles: OwnFiles) {
    (self.core, self.journalFiles) = (core, journalFiles)
  }

  /// What is written from now on is refused within a second after a file is gone; nothing wakes up for
  /// this alone, since without a turn nothing is written.
  func tick(nowMs: Int64) {
    guard !isLooking, nowMs - lastMs >= FileWatch.intervalMs || nowMs < lastMs else { return }
    (lastMs, isLooking) = (nowMs, true)
    core.writerQueue.async { [core, self] in
      let found = look()
      core.inbox.post { self.note(found) }
    }
  }

  /// Whether the journal is there at this moment. The writer queue must be idle.
  var isJournalThere: Bool { FileWatch.error(of: journalFiles) == nil }

  private func look() -> StorageError? {
    FileWatch.error(of: core.writer.files) ?? FileWatch.error(of: journalFiles)
  }

  private func note(_ found: StorageError?) {
    isLooking = false
    if let found { core.warn(.ownFiles, "\(found); writes are refused") }
    if found == nil && failure != nil { core.log(.notice, "the files are back in their places") }
    failure = found
  }

  private static func error(of files: OwnFiles) -> StorageError? {
    do throws(StorageError) {
      try files.check()
      return nil
    } catch {
      return error
    }
  }
}
