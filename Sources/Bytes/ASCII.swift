/// Bytes read as ASCII, whatever the locale.
public enum ASCII {
  /// `byte` with A-Z folded to a-z.
  @inlinable
  public static func lowercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte
  }

  /// `byte` with a-z folded to A-Z.
  @inlinable
  public static func uppercased(_ byte: UInt8) -> UInt8 {
    byte &- UInt8(ascii: "a") < 26 ? byte & 0xDF : byte
  }

  /// Space, or one of the five control bytes from tab to carriage return, as C's `isspace`.
  @inlinable
  public static func isSpace(_ byte: UInt8) -> Bool {
    byte == 0x20 || (0x09...0x0D).contains(byte)
  }

  /// The lower-case hexadecimal digit for 0 to 15.
  @inlinable
  public static func hexDigit(_ value: UInt8) -> UInt8 {
    value < 10 ? UInt8(ascii: "0") + value : UInt8(ascii: "a") + value - 10
  }

  /// The value of a hexadecimal digit in either case; nil for any other byte.
  @inlinable
  public static func hexValue(_ byte: UInt8) -> UInt8? {
    switch lowercased(byte) {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): lowercased(byte) - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension UnsafeRawBufferPointer {
  /// Whether the bytes are exactly those of `text`. O(length).
  @inlinable
  public func equals(_ text: StaticString) -> Bool {
    guard count == text.utf8CodeUnitCount else { return false }
    return text.withUTF8Buffer { elementsEqual($0) }
  }

  /// Whether the bytes are those of `keyword`, letters compared without their case: how Redis reads
  /// command names and options. O(length).
  @inlinable
  public func equalsIgnoringCase(_ keyword: StaticString) -> Bool {
    guard count == keyword.utf8CodeUnitCount else { return false }
    return keyword.withUTF8Buffer { equalsIgnoringCase(UnsafeRawBufferPointer($0)) }
  }

  /// Whether both are the same bytes, letters compared without their case. O(length).
  @inlinable
  public func equalsIgnoringCase(_ other: UnsafeRawBufferPointer) -> Bool {
    guard count == other.count else { return false }
    for index in 0..<count where ASCII.lowercased(self[index]) != ASCII.lowercased(other[index]) {
      return false
    }
    return true
  }
}
