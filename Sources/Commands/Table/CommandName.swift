import Bytes
import RESP

/// A command's name in the form in which requests are compared with it: its first eight bytes in one
/// word, where nearly all of it fits, and whatever is left behind an address.
struct CommandName {
  private let head: UInt64
  private let count: Int
  /// All bytes, lower case. They live as long as the table.
  private let bytes: UnsafeMutableRawBufferPointer

  init(_ name: String) {
    let spelling = Array(name.utf8)
    bytes = .allocate(byteCount: max(spelling.count, 1), alignment: 1)
    bytes.copyBytes(from: spelling)
    count = spelling.count
    head = spelling.withUnsafeBytes { CommandName.head($0) }
  }

  func deallocate() { bytes.deallocate() }

  /// Whether `name`, whose head is `nameHead`, is this one in any case.
  @inline(__always)
  func equals(_ name: UnsafeRawBufferPointer, head nameHead: UInt64) -> Bool {
    guard head == nameHead && count == name.count else { return false }
    return count <= 8 || hasSameEnd(name)
  }

  /// Where a name with this head is looked for first.
  @inline(__always)
  static func hash(_ head: UInt64, count: Int) -> Int {
    // Fibonacci hashing: the high bits of the product depend on every byte.
    Int(truncatingIfNeeded: ((head ^ UInt64(count)) &* 0x9E37_79B9_7F4A_7C15) &>> 40)
  }

  /// The first eight bytes, lower case, zeros behind the end.
  @inline(__always)
  static func head(_ name: UnsafeRawBufferPointer) -> UInt64 {
    if name.count >= 8 { return lowercased(name.loadUnaligned(as: UInt64.self)) }
    var word: UInt64 = 0
    for index in 0..<name.count { word |= UInt64(name[index]) &<< UInt64(index &* 8) }
    return lowercased(word)
  }

  /// Eight bytes at once with A-Z folded to a-z.
  @inline(__always)
  private static func lowercased(_ word: UInt64) -> UInt64 {
    let low = word & 0x7F7F_7F7F_7F7F_7F7F
    // Bit 7 of a byte is set when the byte is 'A' or above, and when it is above 'Z'.
    let fromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
    let aboveZ = low &+ 0x2525_2525_2525_2525
    let capitals = (fromA ^ aboveZ) & ~word & 0x8080_8080_8080_8080
    return word | capitals &>> 2
  }

  @inline(never)
  private func hasSameEnd(_ name: UnsafeRawBufferPointer) -> Bool {
    for index in 8..<count where ASCII.lowercased(name[index]) != bytes[index] { return false }
    return true
  }
}
