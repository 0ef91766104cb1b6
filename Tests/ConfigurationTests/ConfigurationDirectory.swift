import Glibc

/// A directory with configuration files that goes with the test.
final class ConfigurationDirectory {
  let path: String
  private var files: [String] = []

  struct Failure: Error { let errno: Int32 }

  init() throws {
    var template = Array("/tmp/configuration-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw Failure(errno: errno) }
    path = template.withUnsafeBufferPointer { String(cString: $0.baseAddress!) }
  }

  deinit {
    for file in files.reversed() { remove(file) }
    remove(path)
  }

  /// Writes a file and returns its path; a directory in `name` is made.
  @discardableResult
  func write(_ text: String, to name: String) throws -> String {
    if let slash = name.lastIndex(of: "/") {
      let directory = "\(path)/\(name[..<slash])"
      if mkdir(directory, 0o700) == 0 { files.append(directory) }
    }
    let file = "\(path)/\(name)"
    guard let stream = fopen(file, "w") else { throw Failure(errno: errno) }
    defer { fclose(stream) }
    files.append(file)
    fputs(text, stream)
    return file
  }

  /// The text of a file.
  func text(_ name: String) throws -> String {
    guard let stream = fopen("\(path)/\(name)", "r") else { throw Failure(errno: errno) }
    defer { fclose(stream) }
    var bytes = [UInt8](repeating: 0, count: 1 << 16)
    let count = fread(&bytes, 1, bytes.count, stream)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}
