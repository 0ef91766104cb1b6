import Glibc

/// A directory that goes with its owner, with everything in it.
final class TestDirectory {
  let path: String

  init() {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((parent + "/fuzz.XXXXXX").utf8CString)
    require(mkdtemp(&template) != nil, "no directory in \(parent)")
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit {
    removeFiles()
    rmdir(path)
  }

  func file(_ name: String) -> String { path + "/" + name }

  func removeFiles() {
    guard let directory = opendir(path) else { return }
    defer { closedir(directory) }
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name != "." && name != ".." { unlink(file(name)) }
    }
  }

  func write(_ bytes: [UInt8], to name: String) {
    let descriptor = open(file(name), O_WRONLY | O_CREAT | O_TRUNC, mode_t(0o600))
    defer { close(descriptor) }
    require(Glibc.write(descriptor, bytes, bytes.count) == bytes.count, "no room for \(name)")
  }

  func read(_ name: String) -> [UInt8] {
    let descriptor = open(file(name), O_RDONLY)
    defer { close(descriptor) }
    var bytes = [UInt8](repeating: 0, count: Int(max(lseek(descriptor, 0, SEEK_END), 0)))
    require(pread(descriptor, &bytes, bytes.count, 0) == bytes.count, "\(name) cannot be read")
    return bytes
  }
}
