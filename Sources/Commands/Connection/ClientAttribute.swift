import RESP

/// Names that a client gives itself. They appear in the lines of `CLIENT LIST`, so they must not
/// break them: printable ASCII without a space.
enum ClientAttribute {
  static func name(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) -> String {
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
