import CSQLite

/// What SQLite asks of its files. Each answers with SQLite's codes.
/// https://www.sqlite.org/c3ref/io_methods.html
extension SimulatedDisk {
  func openForSQLite(_ path: String, _ flags: Int32, _ descriptor: inout Int32) -> Int32 {
    exclusively {
      if let kind = fault(.open) { return kind.sqliteCode(.open) }
      let found = content.names[path]
      guard found != nil || flags & SQLITE_OPEN_CREATE != 0 else { return SQLITE_CANTOPEN }
      let inode = found ?? content.create(path)
      let goesOnClose = flags & SQLITE_OPEN_DELETEONCLOSE != 0
      descriptor = describe(OpenFile(name: path, inode: inode, goesOnClose: goesOnClose))
      return SQLITE_OK
    }
  }

  func closeForSQLite(_ descriptor: Int32) {
    exclusively {
      if let inode = inode(descriptor) { databases[inode]?.unlock(SQLITE_LOCK_NONE, descriptor) }
      close(descriptor)
    }
  }

  func removeForSQLite(_ path: String, syncs: Bool) -> Int32 {
    exclusively {
      if let kind = fault(.remove) { return kind.sqliteCode(.remove) }
      guard content.names[path] != nil else { return SQLITE_IOERR | (23 << 8) }  // …DELETE_NOENT
      content.remove(path)
      if syncs { content.syncNames() }
      return SQLITE_OK
    }
  }

  /// An empty file counts as absent, as in SQLite's own VFS.
  func lookForSQLite(_ path: String, _ result: inout Int32) -> Int32 {
    exclusively {
      if let kind = fault(.size) { return kind.sqliteCode(.size) }
      let file = content.names[path].flatMap { content.files[$0] }
      result = (file?.count ?? 0) > 0 ? 1 : 0
      return SQLITE_OK
    }
  }

  func readForSQLite(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, _ offset: Int
  ) -> Int32 {
    exclusively {
      // SQLite's own VFS goes on after a signal and after half of what it wanted.
      if let kind = fault(.read), kind != .short, kind != .interrupted {
        return kind.sqliteCode(.read)
      }
      guard let inode = inode(descriptor), let file = content.files[inode] else {
        return SQLITE_IOERR
      }
      let count = file.read(into: buffer, at: offset)
      guard count < buffer.count else { return SQLITE_OK }
      UnsafeMutableRawBufferPointer(rebasing: buffer[count...]).initializeMemory(
        as: UInt8.self, repeating: 0)
      return SQLITE_IOERR | (2 << 8)  // SQLITE_IOERR_SHORT_READ
    }
  }

  func writeForSQLite(
    _ descriptor: Int32, _ bytes: UnsafeRawBufferPointer, _ offset: Int
  ) -> Int32 {
    exclusively {
      let kind = fault(.write).flatMap { $0 == .interrupted ? nil : $0 }
      if let kind, !cutsShort(kind) { return kind.sqliteCode(.write) }
      guard let inode = inode(descriptor) else { return SQLITE_IOERR }
      let size = content.files[inode]?.count ?? 0
      guard hasRoom(for: offset + bytes.count - size) else { return SQLITE_FULL }
      let count = kind == nil ? bytes.count : bytes.count / 2
      content.files[inode]?.write(UnsafeRawBufferPointer(rebasing: bytes[..<count]), at: offset)
      guard let kind else { return SQLITE_OK }
      return kind == .short ? SQLITE_FULL : kind.sqliteCode(.write)
    }
  }

  func truncateForSQLite(_ descriptor: Int32, _ byteCount: Int) -> Int32 {
    exclusively {
      if let kind = fault(.truncate) { return kind.sqliteCode(.truncate) }
      guard let inode = inode(descriptor) else { return SQLITE_IOERR }
      content.files[inode]?.truncate(to: byteCount)
      return SQLITE_OK
    }
  }

  /// With the first sync of a file SQLite's own VFS syncs the directory too.
  func syncForSQLite(_ descriptor: Int32) -> Int32 {
    exclusively {
      guard let inode = inode(descriptor) else { return SQLITE_IOERR }
      if let kind = fault(.sync), kind != .interrupted {
        if kind == .inputOutput { content.files[inode]?.failSync() }
        return kind.sqliteCode(.sync)
      }
      content.files[inode]?.sync()
      content.syncNames()
      return SQLITE_OK
    }
  }

  func sizeForSQLite(_ descriptor: Int32, _ size: inout Int64) -> Int32 {
    exclusively {
      if let kind = fault(.size) { return kind.sqliteCode(.size) }
      size = Int64(inode(descriptor).flatMap { content.files[$0]?.count } ?? 0)
      return SQLITE_OK
    }
  }

  // MARK: Locks and shared memory

  func lockForSQLite(_ descriptor: Int32, _ level: Int32) -> Int32 {
    exclusively {
      if let kind = fault(.lock) { return kind.sqliteCode(.lock) }
      guard let inode = inode(descriptor) else { return SQLITE_IOERR }
      return databases[inode, default: SharedDatabase()].lock(level, descriptor)
    }
  }

  func unlockForSQLite(_ descriptor: Int32, _ level: Int32) -> Int32 {
    exclusively {
      if let inode = inode(descriptor) { databases[inode]?.unlock(level, descriptor) }
      return SQLITE_OK
    }
  }

  func isReservedForSQLite(_ descriptor: Int32) -> Bool {
    exclusively { inode(descriptor).flatMap { databases[$0]?.isReserved } ?? false }
  }

  func mapForSQLite(
    _ descriptor: Int32, _ region: Int, _ byteCount: Int, extends: Bool,
    _ address: inout UnsafeMutableRawPointer?
  ) -> Int32 {
    exclusively {
      address = nil
      if let kind = fault(.shmMap) { return kind.sqliteCode(.shmMap) }
      guard let inode = inode(descriptor) else { return SQLITE_IOERR }
      address = databases[inode, default: SharedDatabase()].map(
        region, byteCount: byteCount, extends: extends, descriptor)
      return SQLITE_OK
    }
  }

  func lockSlotsForSQLite(_ descriptor: Int32, _ slots: Range<Int>, _ flags: Int32) -> Int32 {
    exclusively {
      // Letting go of a lock does not fail.
      if flags & SQLITE_SHM_LOCK != 0, let kind = fault(.shmLock) {
        return kind.sqliteCode(.shmLock)
      }
      guard let inode = inode(descriptor) else { return SQLITE_IOERR }
      return databases[inode, default: SharedDatabase()].lockSlots(
        slots, flags: flags, descriptor)
    }
  }

  func unmapForSQLite(_ descriptor: Int32) -> Int32 {
    exclusively {
      if let inode = inode(descriptor) { databases[inode]?.unmap(descriptor) }
      return SQLITE_OK
    }
  }
}
