import Configuration
import Dispatch
import Keyspace
import Persistence

/// What the files take together, beside what `maxdisk` leaves them (B3). Engine queue only.
final class DiskSpace {
  private let core: StorageCore
  private let journalBytes: Int
  private var policy: Configuration.DiskPolicy
  private(set) var budget: DiskBudget
  /// As of the writer's last job.
  private(set) var sizes = StoreFileSizes()

  init(core: StorageCore, journalBytes: Int, configuration: Configuration) {
    self.core = core
    self.journalBytes = journalBytes
    policy = configuration.diskPolicy
    budget = DiskSpace.budget(configuration, journalBytes)
    // Before `divide` gives the writer to its queue.
    if let sizes = try? core.writer.fileSizes() { note(sizes) }
    divide()
  }

  /// Puts another `maxdisk` into force.
  func adopt(_ configuration: Configuration) {
    policy = configuration.diskPolicy
    budget = DiskSpace.budget(configuration, journalBytes)
    divide()
  }

  func note(_ sizes: StoreFileSizes) {
    self.sizes = sizes
    // The open segment cannot be compacted, so it should be a small part of whatever there is.
    core.catalog.closingBytes = min(
      budget.closingBytes, max(sizes.filledBytes / 16, DiskSpace.leastClosingBytes))
  }

  private static let leastClosingBytes = 2 << 20

  /// Bytes of every file that the server writes.
  var usedBytes: Int { journalBytes + sizes.totalBytes }

  /// Bytes of the database that live rows take: by their number, since rows are much alike.
  var liveBytes: Int { bytes(ofRows: core.catalog.liveRowCount) }

  /// Live rows that ought to go; 0 while there is room, and where nothing may go.
  var excessRows: Int {
    guard policy == .volatileTtl else { return 0 }
    let excess = budget.excessBytes(liveBytes: liveBytes)
    guard excess > 0 else { return 0 }
    return Int(Double(excess) * Double(core.catalog.rowCount) / Double(sizes.filledBytes))
  }

  /// Whether changes that add rows must be refused. What waits to be written counts as added.
  var isFull: Bool {
    guard policy == .noEviction else { return false }
    return budget.isFull(liveBytes: liveBytes + core.keyspace.pointee.unpersistedBytes)
  }

  var isScarce: Bool { budget.isScarce(sizes) }
  var isAmple: Bool { budget.isAmple(sizes) }

  func hasRoom(for byteCount: Int) -> Bool { budget.hasRoom(for: byteCount, sizes) }

  /// Bytes of the database that so many rows take on average.
  func bytes(ofRows count: Int) -> Int {
    let rows = core.catalog.rowCount
    return rows == 0 ? 0 : Int(Double(sizes.filledBytes) * Double(count) / Double(rows))
  }

  private func divide() {
    note(sizes)
    core.writerQueue.async { [core, budget] in
      // A log that keeps more than it should is no reason to stop; the sizes show it.
      try? core.writer.limitLog(bytes: budget.logReserveBytes)
    }
  }

  private static func budget(_ configuration: Configuration, _ journalBytes: Int) -> DiskBudget {
    DiskBudget(
      maxBytes: configuration.maxDiskBytes, journalBytes: journalBytes,
      maxValueBytes: configuration.maxValueSizeBytes)
  }
}
