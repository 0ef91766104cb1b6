import Glibc

/// One line on standard error, written at once so that lines of several threads do not mix.
enum StandardErrorLine {
  static func write(_ text: String) {
    var bytes = Array(text.utf8)
    bytes.append(UInt8(ascii: "\n"))
    var written = 0
    while written < bytes.count {
      let count = bytes.withUnsafeBytes {
        Glibc.write(STDERR_FILENO, $0.baseAddress! + written, $0.count - written)
      }
      if count < 0 && errno == EINTR { continue }
      // There is nowhere left to say that standard error cannot be written.
      guard count > 0 else { return }
      written += count
    }
  }
}
