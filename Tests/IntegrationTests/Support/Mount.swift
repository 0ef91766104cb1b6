import Glibc

/// A file system in memory with a size, mounted for one test. Only root may have one.
final class Mount {
  let path: String
  private let scratch: Scratch

  /// Whether this user may mount, tried once.
  static let isPermitted = (try? Mount(sizeBytes: 1 << 20)) != nil

  init(sizeBytes: Int) throws {
    scratch = try Scratch()
    path = scratch.file("mount")
    mkdir(path, 0o700)
    try Mount.mount(path, 0, "size=\(sizeBytes)")
  }

  deinit { umount2(path, Int32(MNT_DETACH)) }

  /// Makes it larger or smaller while it is used.
  func resize(bytes: Int) throws {
    try Mount.mount(path, UInt(MS_REMOUNT), "size=\(bytes)")
  }

  func remount(isReadOnly: Bool) throws {
    let readOnly = isReadOnly ? UInt(MS_RDONLY) : 0
    try Mount.mount(path, UInt(MS_REMOUNT) | readOnly, nil)
  }

  private static func mount(_ path: String, _ flags: UInt, _ options: String?) throws {
    guard Glibc.mount("tmpfs", path, "tmpfs", flags, options) == 0 else {
      throw Failure("cannot mount \(path): \(String(cString: strerror(errno)))")
    }
  }
}
