private import Glibc

extension RequestParser {
  /// Reads the count line at `position`: one type byte, a decimal integer, CR LF. On success
  /// `position` is behind the line.
  @inline(__always)
  mutating func readCount(
    _ bytes: UnsafeRawBufferPointer, tooLong: ProtocolError, invalid: ProtocolError
  ) -> CountLine {
    let type: UInt8 = invalid == .invalidBulkLength ? UInt8(ascii: "$") : UInt8(ascii: "*")
    if let value = readShortCount(bytes, type: type) { return .value(value) }
    return readAnyCount(bytes, type: type, tooLong: tooLong, invalid: invalid)
  }

  /// The common line: whole in the buffer, one to nine digits, no sign. Anything else is left to
  /// `readAnyCount`, which knows every rule.
  @inline(__always)
  private mutating func readShortCount(
    _ bytes: UnsafeRawBufferPointer, type: UInt8
  ) -> Int? {
    let start = position &+ 1
    guard start < bytes.count, let base = bytes.baseAddress else { return nil }
    let end = min(bytes.count &- 1, start &+ 10)
    var index = start
    var value = 0
    // Safe: `index` < `end` < `bytes.count`, and nine digits do not overflow.
    while index < end {
      let digit = base.load(fromByteOffset: index, as: UInt8.self) &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value &* 10 &+ Int(digit)
      index &+= 1
    }
    guard index < end, index > start,
      base.load(fromByteOffset: index, as: UInt8.self) == UInt8(ascii: "\r"),
      base.load(fromByteOffset: position, as: UInt8.self) == type,
      base.load(fromByteOffset: start, as: UInt8.self) != UInt8(ascii: "0") || index == start &+ 1
    else { return nil }
    position = index &+ 2
    scanned = position
    return value
  }

  /// Every other line: still incomplete, signed, malformed or over-long.
  @inline(never)
  private mutating func readAnyCount(
    _ bytes: UnsafeRawBufferPointer, type: UInt8, tooLong: ProtocolError, invalid: ProtocolError
  ) -> CountLine {
    let found = find(UInt8(ascii: "\r"), in: bytes)
    guard (found ?? bytes.count) - position <= limits.maxInlineLength else {
      return .failure(tooLong)
    }
    // The line feed must have arrived too, though its value is not looked at.
    guard let found, found + 1 < bytes.count else { return .incomplete }
    guard bytes[position] == type else { return .failure(.expectedBulk(got: bytes[position])) }
    let digits = UnsafeRawBufferPointer(rebasing: bytes[(position + 1)..<found])
    guard let value = DecimalInteger.parse(digits) else { return .failure(invalid) }
    position = found + 2
    scanned = position
    return .value(Int(value))
  }

  /// The offset of the first `byte` at or after `scanned`. What was searched is not searched again.
  mutating func find(_ byte: UInt8, in bytes: UnsafeRawBufferPointer) -> Int? {
    scanned = max(scanned, position)
    guard scanned < bytes.count, let base = bytes.baseAddress else { return nil }
    // Safe: the searched range lies within `bytes`.
    guard let hit = memchr(base + scanned, Int32(byte), bytes.count - scanned) else {
      scanned = bytes.count
      return nil
    }
    scanned = UnsafeRawPointer(hit) - base
    return scanned
  }
}
