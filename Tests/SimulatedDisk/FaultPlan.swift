import CSQLite
import Glibc

/// A kind of call that can go wrong.
public enum DiskCall: String, Sendable, CaseIterable {
  case open, lock, allocate, truncate, read, write, sync, rename, remove, size
  case shmMap, shmLock

  /// SQLite's code for an input or output error of this kind.
  var sqliteCode: Int32 {
    switch self {
    case .open: SQLITE_CANTOPEN
    case .lock: SQLITE_IOERR | (15 << 8)  // SQLITE_IOERR_LOCK
    case .allocate, .write, .rename: SQLITE_IOERR | (3 << 8)  // SQLITE_IOERR_WRITE
    case .truncate: SQLITE_IOERR | (6 << 8)  // SQLITE_IOERR_TRUNCATE
    case .read: SQLITE_IOERR | (1 << 8)  // SQLITE_IOERR_READ
    case .sync: SQLITE_IOERR | (4 << 8)  // SQLITE_IOERR_FSYNC
    case .remove: SQLITE_IOERR | (10 << 8)  // SQLITE_IOERR_DELETE
    case .size: SQLITE_IOERR | (7 << 8)  // SQLITE_IOERR_FSTAT
    case .shmMap: SQLITE_IOERR | (21 << 8)  // SQLITE_IOERR_SHMMAP
    case .shmLock: SQLITE_IOERR | (20 << 8)  // SQLITE_IOERR_SHMLOCK
    }
  }
}

/// What goes wrong.
public enum FaultKind: String, Sendable, CaseIterable {
  /// EIO; for a sync, what it was to write is lost.
  case inputOutput
  /// ENOSPC.
  case diskFull
  /// Somebody else holds the lock.
  case busy
  /// What is read contradicts itself.
  case corrupt
  /// Half of it is transferred.
  case short
  /// EINTR: nothing is wrong, the call must be made again.
  case interrupted
  /// The process is dead or the disk unplugged: of a write some bytes arrive, and nothing from then
  /// on.
  case stop

  /// The calls that can go wrong in this way.
  public var calls: Set<DiskCall> {
    switch self {
    case .inputOutput, .stop: Set(DiskCall.allCases)
    case .diskFull: [.open, .allocate, .write, .shmMap]
    case .busy: [.lock, .shmLock]
    case .corrupt: [.read]
    case .short: [.write, .read]
    case .interrupted: [.allocate, .read, .write, .sync]
    }
  }

  var errorNumber: Int32 {
    switch self {
    case .diskFull: ENOSPC
    case .busy: EAGAIN
    case .interrupted: EINTR
    case .inputOutput, .corrupt, .short, .stop: EIO
    }
  }

  func sqliteCode(_ call: DiskCall) -> Int32 {
    switch self {
    case .diskFull: call == .open ? SQLITE_CANTOPEN : SQLITE_FULL
    case .busy: SQLITE_BUSY
    case .corrupt: SQLITE_CORRUPT
    case .inputOutput, .short, .interrupted, .stop: call.sqliteCode
    }
  }
}

/// Which calls go wrong, and how.
public struct FaultPlan: Sendable, CustomStringConvertible {
  public var kind: FaultKind
  /// The first one, counted from 0 among `calls`.
  public var first: Int
  /// How many from there on; `Int.max` for all until the disk is mended.
  public var count: Int
  /// The calls that go wrong.
  public var calls: Set<DiskCall>

  public init(
    _ kind: FaultKind, first: Int, count: Int = 1, calls: Set<DiskCall>? = nil
  ) {
    self.kind = kind
    self.calls = calls ?? kind.calls
    self.first = first
    self.count = kind == .stop ? .max : count
  }

  public var description: String {
    "\(kind) at call \(first)\(count == .max ? " and after" : "")"
  }
}
