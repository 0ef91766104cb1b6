import Testing

@testable import Keyspace

@Suite struct CompareBytesTests {
  @Test("Any one different byte is noticed, and none outside", arguments: 0...40)
  func everyByteCounts(count: Int) {
    let (left, right) = (StableBytes(count: count + 2), StableBytes(count: count + 2))
    let (a, b) = (left.buffer.baseAddress! + 1, right.buffer.baseAddress! + 1)
    (left.buffer[0], left.buffer[count + 1]) = (1, 1)
    #expect(compareBytes(a, b, count))
    for position in 0..<count {
      b.storeBytes(of: 0x80, toByteOffset: position, as: UInt8.self)
      #expect(!compareBytes(a, b, count), "byte \(position)")
      b.storeBytes(of: 0, toByteOffset: position, as: UInt8.self)
    }
  }
}
