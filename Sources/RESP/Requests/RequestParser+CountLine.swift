import Bytes

private import Glibc

extension RequestParser {
  /// Reads the count line at `position`: one type byte, a decimal integer, CR LF. On success
  /// `position` is behind the line.
  @inline(__always)
  mutating func readCount(
    _ bytes: UnsafeRawBufferPointer, type: UInt8, tooLong: ProtocolError, invalid: ProtocolError
  ) -> CountLine {
    if let count = Self.shortCount(bytes, at: position, type: type) {
      position = count.end
      return .value(count.value)
    }
    return readAnyCount(bytes, type: type, tooLong: tooLong, invalid: invalid)
  }

  /// The common line: whole in the buffer, one to nine digits, no sign. `end` is the offset behind
  /// it. Anything else is nil and left to `readAnyCount`, which knows every rule.
  @inline(__always)
  static func shortCount(
    _ bytes: UnsafeRawBufferPointer, at start: Int, type: UInt8
  ) -> (value: Int, end: Int)? {
    guard bytes.count &- start >= 4, let base = bytes.baseAddress, base[start] == type else {
      return nil
    }
    var value = Int(base[start &+ 1] &- UInt8(ascii: "0"))
    guard value <= 9 else { return nil }
    var index = start &+ 2
    // A longer number has no leading zero.
    let last = value == 0 ? index : min(bytes.count &- 2, start &+ 10)
    // Safe: `index` <= `last` <= `bytes.count` - 2, and nine digits do not overflow.
    while index < last {
      let digit = base[index] &- UInt8(ascii: "0")
      if digit > 9 { break }
      value = value &* 10 &+ Int(digit)
      index &+= 1
    }
    return base[index] == UInt8(ascii: "\r") ? (value, index &+ 2) : nil
  }

  /// Every other line: still incomplete, signed, malformed or over-long.
  @inline(never)
  private mutating func readAnyCount(
    _ bytes: UnsafeRawBufferPointer, type: UInt8, tooLong: ProtocolError, invalid: ProtocolError
  ) -> CountLine {
    let found = find(UInt8(ascii: "\r"), in: bytes)
    guard (found ?? bytes.count) - position <= limits.longestLine else {
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

extension UnsafeRawPointer {
  /// The byte at `offset`, which the caller has checked.
  fileprivate subscript(_ offset: Int) -> UInt8 {
    @inline(__always) get { load(fromByteOffset: offset, as: UInt8.self) }
  }
}

/// A request with an argument longer than `maxBulkLength` is read to its end without being kept:
/// the client gets an error reply instead of a closed connection, and the buffer stays small.
extension RequestParser {
  /// The argument whose length was just read is too long: gives up the request, not the stream.
  mutating func beginSwallowing(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    oversizedLength = bulkLength
    bulkLength += 2
    return swallowArguments(bytes)
  }

  /// Drops arguments up to the end of the request. Here `bulkLength` is what is left of the current
  /// argument and its line end, and shrinks as they arrive.
  mutating func swallowArguments(_ bytes: UnsafeRawBufferPointer) -> Outcome {
    while argumentCount < argumentsDeclared {
      if bulkLength < 0 {
        switch readBulkLength(bytes) {
        case .value(let length): bulkLength = length + 2
        case .incomplete: return dropFront()
        case .failure(let error): return .failure(error)
        }
      }
      let dropped = min(bulkLength, bytes.count - position)
      position += dropped
      bulkLength -= dropped
      if bulkLength > 0 { return dropFront() }
      bulkLength = -1
      argumentCount += 1
    }
    return finish(at: position, .oversized(argumentLength: oversizedLength))
  }

  /// Lets the caller drop everything before `position`.
  private mutating func dropFront() -> Outcome {
    guard position > 0 else { return .incomplete }
    consumed = position
    scanned = max(0, scanned - position)
    position = 0
    return .swallowed
  }
}
