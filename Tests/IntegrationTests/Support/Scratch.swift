import Glibc

/// A directory of its own that only this user can read, gone with its owner.
final class Scratch: Sendable {
  let path: String

  init() throws {
    let parent = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array("\(parent)/tokencached-test.XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure("cannot make a directory in \(parent)") }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit { Scratch.discard(path) }

  /// The path of a file in it.
  func file(_ name: String) -> String { "\(path)/\(name)" }

  /// Writes a file into it and returns its path.
  func write(_ text: String, to name: String) throws -> String {
    guard let file = fopen(file(name), "w") else { throw Failure("cannot write \(name)") }
    defer { fclose(file) }
    fputs(text, file)
    return self.file(name)
  }

  /// Removes a file, or a directory with what is in it.
  private static func discard(_ path: String) {
    guard remove(path) != 0, let directory = opendir(path) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: &entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if name != "." && name != ".." { discard("\(path)/\(name)") }
    }
    closedir(directory)
    remove(path)
  }
}

/// The text of a file, empty if there is none. Works for files in /proc too.
func textOfFile(_ path: String) -> String {
  let descriptor = open(path, O_RDONLY)
  guard descriptor >= 0 else { return "" }
  defer { close(descriptor) }
  var text: [UInt8] = []
  var chunk = [UInt8](repeating: 0, count: 16_384)
  while true {
    let count = read(descriptor, &chunk, chunk.count)
    guard count > 0 else { return String(decoding: text, as: UTF8.self) }
    text += chunk.prefix(count)
  }
}
