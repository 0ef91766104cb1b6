import CSQLite

/// An open file of SQLite: what SQLite knows of it, and which descriptor of which disk it is.
struct SQLiteFile {
  var base: sqlite3_file
  var disk: Unmanaged<SimulatedDisk>
  var descriptor: Int32

  static func open(
    _ disk: SimulatedDisk, _ path: String?, _ flags: Int32,
    _ file: UnsafeMutablePointer<sqlite3_file>
  ) -> Int32 {
    // A file without a name is temporary, and those stay in memory.
    guard let path else { return SQLITE_CANTOPEN }
    var descriptor: Int32 = 0
    let code = disk.openForSQLite(path, flags, &descriptor)
    guard code == SQLITE_OK else { return code }
    let raw = UnsafeMutableRawPointer(file)
    raw.initializeMemory(
      as: SQLiteFile.self,
      repeating: SQLiteFile(
        base: sqlite3_file(pMethods: methods), disk: .passRetained(disk), descriptor: descriptor),
      count: 1)
    return SQLITE_OK
  }

  private static func close(_ file: UnsafeMutablePointer<sqlite3_file>?) -> Int32 {
    let opened = at(file)
    opened.disk.takeUnretainedValue().closeForSQLite(opened.descriptor)
    opened.disk.release()
    return SQLITE_OK
  }

  private static func at(_ file: UnsafeMutablePointer<sqlite3_file>?) -> SQLiteFile {
    // Safe: SQLite hands back what `open` filled.
    UnsafeRawPointer(file.unsafelyUnwrapped).load(as: SQLiteFile.self)
  }

  private static func call<Value>(
    _ file: UnsafeMutablePointer<sqlite3_file>?, _ body: (SimulatedDisk, Int32) -> Value
  ) -> Value {
    let opened = at(file)
    return body(opened.disk.takeUnretainedValue(), opened.descriptor)
  }

  // Safe: written once, and only read from then on.
  nonisolated(unsafe) private static let methods: UnsafePointer<sqlite3_io_methods> = {
    let table = UnsafeMutablePointer<sqlite3_io_methods>.allocate(capacity: 1)
    table.initialize(to: sqlite3_io_methods())
    table.pointee.iVersion = 2
    fillTransfers(&table.pointee)
    fillLocks(&table.pointee)
    fillSharedMemory(&table.pointee)
    return UnsafePointer(table)
  }()

  private static func fillTransfers(_ table: inout sqlite3_io_methods) {
    table.xClose = { SQLiteFile.close($0) }
    table.xRead = { file, buffer, count, offset in
      let buffer = UnsafeMutableRawBufferPointer(start: buffer, count: Int(count))
      return SQLiteFile.call(file) { $0.readForSQLite($1, buffer, Int(offset)) }
    }
    table.xWrite = { file, bytes, count, offset in
      let bytes = UnsafeRawBufferPointer(start: bytes, count: Int(count))
      return SQLiteFile.call(file) { $0.writeForSQLite($1, bytes, Int(offset)) }
    }
    table.xTruncate = { file, size in SQLiteFile.call(file) { $0.truncateForSQLite($1, Int(size)) }
    }
    table.xSync = { file, _ in SQLiteFile.call(file) { $0.syncForSQLite($1) } }
    table.xFileSize = { file, size in
      SQLiteFile.call(file) { $0.sizeForSQLite($1, &size.unsafelyUnwrapped.pointee) }
    }
    table.xFileControl = { _, _, _ in SQLITE_NOTFOUND }
    // As on Linux: https://www.sqlite.org/psow.html
    table.xSectorSize = { _ in 4096 }
    table.xDeviceCharacteristics = { _ in SQLITE_IOCAP_POWERSAFE_OVERWRITE }
  }

  private static func fillLocks(_ table: inout sqlite3_io_methods) {
    table.xLock = { file, level in SQLiteFile.call(file) { $0.lockForSQLite($1, level) } }
    table.xUnlock = { file, level in SQLiteFile.call(file) { $0.unlockForSQLite($1, level) } }
    table.xCheckReservedLock = { file, result in
      result?.pointee = SQLiteFile.call(file) { $0.isReservedForSQLite($1) } ? 1 : 0
      return SQLITE_OK
    }
  }

  private static func fillSharedMemory(_ table: inout sqlite3_io_methods) {
    table.xShmMap = { file, region, count, extends, result in
      SQLiteFile.call(file) {
        $0.mapForSQLite(
          $1, Int(region), Int(count), extends: extends != 0, &result.unsafelyUnwrapped.pointee)
      }
    }
    table.xShmLock = { file, first, count, flags in
      SQLiteFile.call(file) { $0.lockSlotsForSQLite($1, Int(first)..<Int(first + count), flags) }
    }
    // Every call takes the disk's mutex, which is a barrier.
    table.xShmBarrier = { file in SQLiteFile.call(file) { disk, _ in disk.exclusively {} } }
    table.xShmUnmap = { file, _ in SQLiteFile.call(file) { $0.unmapForSQLite($1) } }
  }
}
