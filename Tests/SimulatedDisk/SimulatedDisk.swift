import Synchronization

/// A disk in memory, for the daemon's own files and for SQLite, whose calls fail when a test says so
/// and whose image can be taken at any moment: as a killed process leaves it, or as a power loss
/// does.
///
/// All files stand in one directory, `/disk`.
///
/// Safe to share: everything is touched under `mutex` only.
public final class SimulatedDisk: @unchecked Sendable {
  public static let directory = "/disk"
  /// The number that the directory has among those of the files.
  static let directoryInode = 0

  private let mutex = Mutex(())
  var content: DiskImage
  var openFiles: [Int32: OpenFile] = [:]
  private var nextDescriptor: Int32 = 100_000
  /// Who holds the write lock of the daemon's own files, by inode.
  var owners: [Int: Int32] = [:]
  /// SQLite's locks and shared memory, by inode.
  var databases: [Int: SharedDatabase] = [:]
  private var vfs: SQLiteVFS?
  var vfsName: String? { vfs?.name }

  private var plan: FaultPlan?
  private var callsSeen = 0
  private var isFailing = false
  /// Whether the present call is the first one that goes wrong.
  private(set) var isFirstFailure = false
  private var capacityBytes = Int.max

  struct OpenFile {
    var name: String
    /// nil for the directory.
    var inode: Int?
    var goesOnClose = false
  }

  public init(_ image: DiskImage = DiskImage()) {
    content = image
    vfs = SQLiteVFS(self)
  }

  deinit { vfs = nil }

  public var image: DiskImage {
    get { exclusively { content } }
    set { exclusively { content = newValue } }
  }

  // MARK: Faults

  /// Lets calls go wrong from now on; calls are counted from here.
  public func arm(_ plan: FaultPlan) {
    exclusively {
      self.plan = plan
      (callsSeen, isFailing) = (0, false)
    }
  }

  /// Nothing goes wrong any more.
  public func mend() {
    exclusively {
      plan = nil
      capacityBytes = .max
    }
  }

  /// Whether a call has gone wrong since `arm`.
  public var hasFailed: Bool { exclusively { isFailing } }

  /// Lets the disk hold so many bytes more than it does now.
  public func leaveRoom(bytes: Int) { exclusively { capacityBytes = content.byteCount + bytes } }

  /// Counts a call, and says how it goes wrong if it does. Only under `exclusively`.
  func fault(_ call: DiskCall) -> FaultKind? {
    guard let plan, plan.calls.contains(call) else { return nil }
    defer { callsSeen += 1 }
    guard callsSeen >= plan.first, callsSeen - plan.first < plan.count else { return nil }
    isFirstFailure = !isFailing
    isFailing = true
    return plan.kind
  }

  /// Whether a part of what is to be written arrives: always when writes fall short, once when the
  /// process dies. Only under `exclusively`.
  func cutsShort(_ kind: FaultKind) -> Bool {
    kind == .short || (kind == .stop && isFirstFailure)
  }

  /// Whether the disk has room for so many bytes more. Only under `exclusively`.
  func hasRoom(for growth: Int) -> Bool {
    capacityBytes == .max || growth <= 0 || content.byteCount + growth <= capacityBytes
  }

  func exclusively<Value>(_ body: () -> Value) -> Value { mutex.withLock { _ in body() } }

  // MARK: Descriptors, only under `exclusively`

  func describe(_ file: OpenFile) -> Int32 {
    nextDescriptor += 1
    openFiles[nextDescriptor] = file
    return nextDescriptor
  }

  func inode(_ descriptor: Int32) -> Int? { openFiles[descriptor]?.inode }

  func close(_ descriptor: Int32) {
    guard let file = openFiles.removeValue(forKey: descriptor) else { return }
    let inode = file.inode ?? SimulatedDisk.directoryInode
    if owners[inode] == descriptor { owners[inode] = nil }
    if file.goesOnClose { content.remove(file.name) }
  }
}
