import Glibc

/// The two output streams.
enum Console {
  static func out(_ text: String) {
    print(text)
  }

  static func error(_ text: String, terminator: String = "\n") {
    let line = text + terminator
    line.utf8.withContiguousStorageIfAvailable { bytes in
      _ = write(STDERR_FILENO, bytes.baseAddress, bytes.count)
    }
  }
}

/// Why a run cannot go on, in one line for a person. Ends the tool with status 2.
struct LoadFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
