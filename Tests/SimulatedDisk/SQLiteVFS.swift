import CSQLite
import Glibc
import Synchronization

/// The disk as a virtual file system of SQLite, registered for as long as this lives.
/// https://www.sqlite.org/vfs.html
final class SQLiteVFS {
  private static let count = Atomic(0)
  let name: String
  private let table = UnsafeMutablePointer<sqlite3_vfs>.allocate(capacity: 1)
  private let cName: UnsafeMutablePointer<CChar>

  init(_ disk: SimulatedDisk) {
    name = "simulated-\(SQLiteVFS.count.add(1, ordering: .relaxed).newValue)"
    cName = strdup(name)
    table.initialize(to: sqlite3_vfs())
    table.pointee.iVersion = 2
    table.pointee.szOsFile = Int32(MemoryLayout<SQLiteFile>.size)
    table.pointee.mxPathname = 512
    table.pointee.zName = UnsafePointer(cName)
    // Safe: the disk holds this object, and each open file holds the disk.
    table.pointee.pAppData = Unmanaged.passUnretained(disk).toOpaque()
    fill()
    sqlite3_vfs_register(table, 0)
  }

  deinit {
    sqlite3_vfs_unregister(table)
    table.deallocate()
    free(cName)
  }

  private func fill() {
    table.pointee.xOpen = { vfs, name, file, flags, outFlags in
      guard let vfs, let file else { return SQLITE_MISUSE }
      file.pointee.pMethods = nil
      outFlags?.pointee = flags
      return SQLiteFile.open(disk(vfs), name.map { String(cString: $0) }, flags, file)
    }
    table.pointee.xDelete = { vfs, name, syncs in
      guard let vfs, let name else { return SQLITE_MISUSE }
      return disk(vfs).removeForSQLite(String(cString: name), syncs: syncs != 0)
    }
    table.pointee.xAccess = { vfs, name, _, result in
      guard let vfs, let name, let result else { return SQLITE_MISUSE }
      return disk(vfs).lookForSQLite(String(cString: name), &result.pointee)
    }
    table.pointee.xFullPathname = { _, name, count, out in
      guard let name, let out else { return SQLITE_MISUSE }
      return strlen(name) < Int(count) && strcpy(out, name) != nil ? SQLITE_OK : SQLITE_CANTOPEN
    }
    table.pointee.xRandomness = { _, count, out in
      for index in 0..<Int(count) { out?[index] = CChar.random(in: .min ... .max) }
      return count
    }
    // Nobody else goes on while this one waits, so waiting is pointless.
    table.pointee.xSleep = { _, microseconds in microseconds }
    table.pointee.xGetLastError = { _, _, _ in 0 }
    table.pointee.xCurrentTimeInt64 = { _, out in
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      // Milliseconds of the Julian day number.
      out?.pointee = 210_866_760_000_000 + Int64(time.tv_sec) * 1000
      return SQLITE_OK
    }
  }
}

private func disk(_ vfs: UnsafeMutablePointer<sqlite3_vfs>) -> SimulatedDisk {
  // Safe: `SQLiteVFS.init` put it there.
  Unmanaged<SimulatedDisk>.fromOpaque(vfs.pointee.pAppData).takeUnretainedValue()
}
