/// Everything on a disk at one moment: files and their names. Copies share what they have in
/// common.
public struct DiskImage: Sendable {
  /// Files by inode number.
  var files: [Int: FileImage] = [:]
  private(set) var names: [String: Int] = [:]
  /// The names as of the last sync of the directory, and what was done to them since, in order.
  private var syncedNames: [String: Int] = [:]
  private var unsyncedSteps: [[(name: String, inode: Int?)]] = []
  private var nextInode = 1

  public init() {}

  public var byteCount: Int { files.values.reduce(0) { $0 + $1.count } }

  /// The bytes of a file; nil when there is none of this name.
  public func contents(_ name: String) -> [UInt8]? {
    names[name].flatMap { files[$0]?.bytes }
  }

  public var fileNames: [String] { names.keys.sorted() }

  public mutating func damage(_ name: String, at offset: Int, _ byte: UInt8) {
    if let inode = names[name] { files[inode]?.damage(offset, byte) }
  }

  mutating func create(_ name: String) -> Int {
    defer { nextInode += 1 }
    files[nextInode] = FileImage()
    take([(name, nextInode)])
    return nextInode
  }

  mutating func rename(_ old: String, _ new: String) { take([(old, nil), (new, names[old])]) }
  mutating func remove(_ name: String) { take([(name, nil)]) }

  mutating func truncate(_ name: String, to byteCount: Int) {
    if let inode = names[name] { files[inode]?.truncate(to: byteCount) }
  }

  /// As a copy of the file in its place: the same bytes, another inode.
  mutating func replaceByCopy(_ name: String) {
    let contents = names[name].flatMap { files[$0] }
    files[create(name)] = contents
  }

  private mutating func take(_ step: [(name: String, inode: Int?)]) {
    for (name, inode) in step { names[name] = inode }
    unsyncedSteps.append(step)
  }

  mutating func syncNames() {
    syncedNames = names
    unsyncedSteps.removeAll()
  }

  /// The kernel writes some of what is unsynced back.
  public mutating func writeBackSome(using random: inout some RandomNumberGenerator) {
    for inode in files.keys.sorted() {
      files[inode]?.writeBack { Bool.random(using: &random) }
    }
  }

  /// What a power loss leaves: of each file what was synced and some of the rest, of the changes of
  /// names a part from the beginning on, because file systems journal them in order.
  public func afterPowerLoss(using random: inout some RandomNumberGenerator) -> DiskImage {
    // Nothing, a little, half, nearly all: each kind of loss has faults of its own.
    let keptShare: Double = [0.0, 0, 0.1, 0.5, 0.95].randomElement(using: &random) ?? 0
    return afterPowerLoss(
      keptShare, Int.random(in: 0...unsyncedSteps.count, using: &random), &random)
  }

  /// The same when nothing is left but what was synced.
  public var afterTotalPowerLoss: DiskImage {
    var random = SystemRandomNumberGenerator()
    return afterPowerLoss(0, 0, &random)
  }

  private func afterPowerLoss(
    _ keptShare: Double, _ kept: Int, _ random: inout some RandomNumberGenerator
  ) -> DiskImage {
    var left = DiskImage()
    left.nextInode = nextInode
    left.names = syncedNames
    for (name, inode) in unsyncedSteps.prefix(kept).joined() { left.names[name] = inode }
    left.syncedNames = left.names
    for inode in Set(left.names.values).sorted() {
      left.files[inode] = files[inode]?.afterPowerLoss(
        keepsSize: keptShare > 0 && Bool.random(using: &random)
      ) {
        Double.random(in: 0..<1, using: &random) < keptShare
      }
    }
    return left
  }
}
