import Glibc
public import Persistence

extension SimulatedDisk {
  /// The disk as the daemon's own files and SQLite see it.
  public var fileSystem: FileSystem {
    var system = FileSystem.system
    system.open = { [self] path, flags in exclusively { open(path, flags) } }
    system.close = { [self] descriptor in exclusively { close(descriptor) } }
    system.lock = { [self] descriptor in exclusively { lock(descriptor) } }
    system.lockDirectory = { [self] descriptor in exclusively { lock(descriptor) } }
    system.allocate = { [self] descriptor, count in exclusively { allocate(descriptor, count) } }
    system.hole = { [self] descriptor, offset in exclusively { hole(descriptor, offset) } }
    system.truncate = { [self] descriptor, count in exclusively { truncate(descriptor, count) } }
    system.read = { [self] in read($0, $1, $2) }
    system.write = { [self] in write($0, $1, $2, $3) }
    system.syncData = { [self] descriptor in exclusively { sync(descriptor) } }
    system.syncDirectory = { [self] descriptor in exclusively { sync(descriptor) } }
    system.rename = { [self] old, new in exclusively { rename(old, new) } }
    system.remove = { [self] path in exclusively { remove(path) } }
    system.size = { [self] path in exclusively { size(path) } }
    system.identity = { [self] path in exclusively { identity(path) } }
    system.vfsName = vfsName
    return system
  }

  private func open(_ path: String, _ flags: Int32) -> Int32 {
    if let kind = fault(.open) { return fail(kind.errorNumber) }
    if path == SimulatedDisk.directory { return describe(OpenFile(name: path, inode: nil)) }
    let found = content.names[path]
    if found != nil, flags & O_CREAT != 0, flags & O_EXCL != 0 { return fail(EEXIST) }
    guard found != nil || flags & O_CREAT != 0 else { return fail(ENOENT) }
    let inode = found ?? content.create(path)
    if flags & O_TRUNC != 0 { content.files[inode]?.truncate(to: 0) }
    return describe(OpenFile(name: path, inode: inode))
  }

  private func lock(_ descriptor: Int32) -> Int32 {
    if let kind = fault(.lock) { return fail(kind.errorNumber) }
    guard let file = openFiles[descriptor] else { return fail(EBADF) }
    let inode = file.inode ?? SimulatedDisk.directoryInode
    guard owners[inode] == nil || owners[inode] == descriptor else { return fail(EAGAIN) }
    owners[inode] = descriptor
    return 0
  }

  /// Returns the error's number, as posix_fallocate does.
  private func allocate(_ descriptor: Int32, _ byteCount: Int) -> Int32 {
    if let kind = fault(.allocate) { return kind.errorNumber }
    guard let inode = inode(descriptor), let file = content.files[inode] else { return EBADF }
    guard hasRoom(for: byteCount - file.count) else { return ENOSPC }
    content.files[inode]?.extend(to: byteCount)
    return 0
  }

  private func hole(_ descriptor: Int32, _ offset: Int) -> Range<Int>? {
    inode(descriptor).flatMap { content.files[$0]?.hole(from: offset) }
  }

  private func truncate(_ descriptor: Int32, _ byteCount: Int) -> Int32 {
    if let kind = fault(.truncate) { return fail(kind.errorNumber) }
    guard let inode = inode(descriptor) else { return fail(EBADF) }
    content.files[inode]?.truncate(to: byteCount)
    return 0
  }

  private func read(
    _ descriptor: Int32, _ buffer: UnsafeMutableRawBufferPointer, _ offset: Int
  ) -> Int {
    exclusively {
      let kind = fault(.read)
      if let kind, kind != .short { return Int(fail(kind.errorNumber)) }
      guard let inode = inode(descriptor) else { return Int(fail(EBADF)) }
      // A short read is at least a byte: none would be the end of the file.
      let count = kind == .short ? (buffer.count + 1) / 2 : buffer.count
      let part = UnsafeMutableRawBufferPointer(rebasing: buffer[..<count])
      return content.files[inode]?.read(into: part, at: offset) ?? Int(fail(EBADF))
    }
  }

  private func write(
    _ descriptor: Int32, _ first: UnsafeRawBufferPointer, _ second: UnsafeRawBufferPointer,
    _ offset: Int
  ) -> Int {
    exclusively {
      let kind = fault(.write)
      if let kind, !cutsShort(kind) { return Int(fail(kind.errorNumber)) }
      guard let inode = inode(descriptor) else { return Int(fail(EBADF)) }
      var bytes = Array(first) + Array(second)
      guard hasRoom(for: offset + bytes.count - (content.files[inode]?.count ?? 0)) else {
        return Int(fail(ENOSPC))
      }
      if kind != nil { bytes.removeLast(bytes.count / 2) }
      bytes.withUnsafeBytes { content.files[inode]?.write($0, at: offset) }
      return kind == .stop ? Int(fail(EIO)) : bytes.count
    }
  }

  private func sync(_ descriptor: Int32) -> Int32 {
    let inode = inode(descriptor)
    if let kind = fault(.sync) {
      if kind == .inputOutput, let inode { content.files[inode]?.failSync() }
      return fail(kind.errorNumber)
    }
    if let inode { content.files[inode]?.sync() } else { content.syncNames() }
    return 0
  }

  private func rename(_ old: String, _ new: String) -> Int32 {
    if let kind = fault(.rename) { return fail(kind.errorNumber) }
    guard content.names[old] != nil else { return fail(ENOENT) }
    content.rename(old, new)
    return 0
  }

  private func remove(_ path: String) -> Int32 {
    if let kind = fault(.remove) { return fail(kind.errorNumber) }
    guard content.names[path] != nil else { return fail(ENOENT) }
    content.remove(path)
    return 0
  }

  private func size(_ path: String) -> Int {
    if let kind = fault(.size) { return Int(fail(kind.errorNumber)) }
    guard let inode = content.names[path], let file = content.files[inode] else {
      return Int(fail(ENOENT))
    }
    return file.count
  }

  private func identity(_ path: String) -> FileIdentity? {
    if let kind = fault(.size) {
      errno = kind.errorNumber
      return nil
    }
    guard let inode = content.names[path] else {
      errno = ENOENT
      return nil
    }
    return FileIdentity(device: 1, inode: UInt64(inode), isRegular: true)
  }

  private func fail(_ code: Int32) -> Int32 {
    errno = code
    return -1
  }
}
