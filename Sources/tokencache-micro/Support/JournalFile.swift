import Glibc
import Persistence

/// A crash journal in a directory of its own, which goes with it.
final class JournalFile {
  private var journal: Journal
  private let directory: String

  init() {
    directory = "/tmp/tokencache-micro.\(getpid())"
    mkdir(directory, 0o700)
    do throws(StorageError) {
      journal = try Journal.open(path: directory + "/journal", capacity: 1 << 20, replayFrom: 0)
      _ = try journal.replay { (_, _) throws(StorageError) in }
    } catch {
      fatalError("\(error)")
    }
  }

  deinit {
    unlink(directory + "/journal")
    rmdir(directory)
  }

  /// Appends a frame and says at once that it is needed no more.
  func append(_ payload: UnsafeRawBufferPointer) {
    do throws(StorageError) {
      _ = try journal.append(payload)
      journal.release(through: journal.head)
    } catch {
      fatalError("\(error)")
    }
  }
}
