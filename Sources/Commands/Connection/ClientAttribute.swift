import RESP

/// Names that a client gives itself. They appear in the lines of `CLIENT LIST`, so they must not
/// break them: printable ASCII without a space. They also appear in logs, once for each line, so they
/// are short.
enum ClientAttribute {
  private static let maxLength = 1024

  /// Refuses what is longer than any name of a client or a library.
  static func checkLength(of bytes: UnsafeRawBufferPointer) throws(CommandFailure) {
    guard bytes.count <= maxLength else {
      throw CommandFailure("ERR Client names and library names cannot exceed \(maxLength) bytes.")
    }
  }

  static func name(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) -> String {
    try checkLength(of: bytes)
    guard isPrintable(bytes) else {
      throw CommandFailure(
        "ERR Client names cannot contain spaces, newlines or special characters.")
    }
    return String(decoding: bytes, as: UTF8.self)
  }

  static func isPrintable(_ bytes: UnsafeRawBufferPointer) -> Bool {
    bytes.allSatisfy { (UInt8(ascii: "!")...UInt8(ascii: "~")).contains($0) }
  }
}
