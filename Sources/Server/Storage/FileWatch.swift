import Dispatch
import Glibc
import Persistence

/// Looks whether database and journal are still the files under their names: when the system tells that a
/// name has appeared in their directory or left it, and once a second where it does not.
///
/// Safe to share: engine queue only, except inside the closures that it hands to other queues.
final class FileWatch: @unchecked Sendable {
  private let core: StorageCore
  /// Writer queue only.
  private let journalFiles: OwnFiles
  /// Engine queue only.
  private let watched: [OwnFiles]
  /// Readable when a name has appeared in the directory or left it; -1 where nobody tells.
  let descriptor: Int32
  private var lastMs: Int64 = 0
  private var isLooking = false
  /// Which file is gone; nil while all are there.
  private(set) var failure: StorageError?

  private static let intervalMs: Int64 = 1000

  init(core: StorageCore, journalFiles: OwnFiles, directory: String, system: FileSystem) {
    (self.core, self.journalFiles) = (core, journalFiles)
    watched = [core.writer.files.copy(), journalFiles.copy()]
    descriptor = system.watchDirectory(directory)
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// Nothing wakes up for this alone, since without a turn nothing is written.
  func tick(nowMs: Int64) {
    guard !isLooking, nowMs - lastMs >= FileWatch.intervalMs || nowMs < lastMs else { return }
    (lastMs, isLooking) = (nowMs, true)
    core.writerQueue.async { [core, self] in
      let found = look()
      core.inbox.post {
        self.isLooking = false
        self.note(found)
      }
    }
  }

  /// `descriptor` is readable. Looks at once, so that no change of this turn is acknowledged that would
  /// go into files without a name; that costs a few calls, and the directory hardly ever changes.
  func directoryChanged() {
    FileWatch.drain(descriptor)
    note(watched.lazy.compactMap(FileWatch.error).first)
  }

  private static func drain(_ descriptor: Int32) {
    withUnsafeTemporaryAllocation(byteCount: 4096, alignment: 8) { events in
      while read(descriptor, events.baseAddress, events.count) > 0 {}
    }
  }

  /// Whether the journal is there at this moment. The writer queue must be idle.
  var isJournalThere: Bool { FileWatch.error(of: journalFiles) == nil }

  private func look() -> StorageError? {
    FileWatch.error(of: core.writer.files) ?? FileWatch.error(of: journalFiles)
  }

  private func note(_ found: StorageError?) {
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
