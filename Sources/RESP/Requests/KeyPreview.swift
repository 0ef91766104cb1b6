/// A look ahead over pipelined requests: where their keys are, before they are parsed.
///
/// It is a hint for warming caches and decides nothing: it takes only the plain form in which every
/// client writes (`*n`, then `$length` and bytes), believes the first argument after the name to be
/// the key, and stops at whatever it does not understand.
public enum KeyPreview {
  /// Finds the keys of the requests that lie whole at the front of `bytes`.
  ///
  /// - Returns: How many keys were put into `keys`, and how many bytes their requests take.
  public static func find(
    in bytes: UnsafeRawBufferPointer, _ keys: UnsafeMutableBufferPointer<UnsafeRawBufferPointer>
  ) -> (count: Int, byteCount: Int) {
    var cursor = PreviewCursor(bytes: bytes)
    var count = 0
    var end = 0
    while count < keys.count, let arguments = cursor.number(after: UInt8(ascii: "*")),
      arguments >= 2, arguments <= 64, cursor.bulk() != nil, let key = cursor.bulk()
    {
      var left = arguments - 2
      while left > 0, cursor.bulk() != nil { left -= 1 }
      guard left == 0 else { break }
      keys[count] = key
      count += 1
      end = cursor.offset
    }
    return (count, end)
  }
}

/// Reads length lines and bulks from the front; nil where something else or nothing stands.
private struct PreviewCursor {
  let bytes: UnsafeRawBufferPointer
  var offset = 0

  /// The number on a line that begins with `mark`.
  mutating func number(after mark: UInt8) -> Int? {
    var position = offset
    guard position < bytes.count, bytes[position] == mark else { return nil }
    position += 1
    var value = 0
    while position < bytes.count, bytes[position] &- 0x30 <= 9, value < 1 << 30 {
      value = value * 10 + Int(bytes[position] &- 0x30)
      position += 1
    }
    guard position + 1 < bytes.count, bytes[position] == 0x0D else { return nil }
    offset = position + 2
    return value
  }

  mutating func bulk() -> UnsafeRawBufferPointer? {
    guard let length = number(after: UInt8(ascii: "$")), offset + length + 2 <= bytes.count else {
      return nil
    }
    defer { offset += length + 2 }
    return UnsafeRawBufferPointer(rebasing: bytes[offset..<offset + length])
  }
}
