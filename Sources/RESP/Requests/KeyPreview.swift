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
    guard let base = bytes.baseAddress else { return (0, 0) }
    var count = 0
    var end = 0
    while count < keys.count,
      let head = RequestParser.shortCount(bytes, at: end, type: UInt8(ascii: "*")),
      head.value >= 2, head.value <= 64,
      let name = bulk(bytes, at: head.end), let key = bulk(bytes, at: name.end)
    {
      var last = key.end
      var left = head.value &- 2
      while left > 0, let argument = bulk(bytes, at: last) {
        last = argument.end
        left &-= 1
      }
      guard left == 0 else { break }
      // Safe: `bulk` has seen to it that the key lies within `bytes`.
      keys[count] = UnsafeRawBufferPointer(start: base + key.start, count: key.length)
      count &+= 1
      end = last
    }
    return (count, end)
  }

  /// The bulk whose length line begins at `offset`; nil when it is not whole. `end` is behind its
  /// line end.
  @inline(__always)
  private static func bulk(
    _ bytes: UnsafeRawBufferPointer, at offset: Int
  ) -> (start: Int, length: Int, end: Int)? {
    guard let line = RequestParser.shortCount(bytes, at: offset, type: UInt8(ascii: "$")) else {
      return nil
    }
    // Safe: nine digits and an offset into memory are far below 2^62.
    let end = line.end &+ line.value &+ 2
    return end <= bytes.count ? (line.end, line.value, end) : nil
  }
}
