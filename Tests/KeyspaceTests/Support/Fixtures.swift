import Glibc
import SeededRandom

@testable import Keyspace

extension HashSeed {
  static let fixed = HashSeed(first: 0x9E37_79B9_7F4A_7C15, second: 0xD1B5_4A32_D192_ED03)
}

/// A moment in November 2023, in wall-clock ms.
let epochMs: Int64 = 1_700_000_000_000

extension SeededGenerator {
  /// True once in `times`.
  mutating func oneIn(_ times: Int) -> Bool { Int.random(in: 0..<times, using: &self) == 0 }
}

/// Bytes that stay in place as long as the object lives, so that views of them may be kept.
final class StableBytes {
  let buffer: UnsafeMutableRawBufferPointer
  let count: Int

  init(count: Int) {
    self.count = count
    buffer = .allocate(byteCount: max(count, 1), alignment: 16)
    buffer.initializeMemory(as: UInt8.self, repeating: 0)
  }

  convenience init(_ text: String) {
    self.init(count: text.utf8.count)
    buffer.copyBytes(from: Array(text.utf8))
  }

  deinit { buffer.deallocate() }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: buffer[0..<count]) }
}

/// Keys in sixteen databases, a few of which share partition and fingerprint under `HashSeed.fixed`.
final class KeyPool: @unchecked Sendable {
  // Safe to share: nothing changes after `init`.
  private let names: [StableBytes]
  let count: Int

  /// Found by search: hashed in database 0 the keys of a group agree in their top 35 bits.
  static let colliding = [
    [489_517, 6_409_169, 10_100_418], [771_248, 1_510_946], [580_527, 3_340_869],
    [5_432_583, 5_502_127],
  ]

  private static let twinCount = colliding.reduce(0) { $0 + $1.count }

  init(count: Int) {
    let twins = KeyPool.colliding.joined().map { StableBytes("token:\($0)") }
    let plain = (twins.count..<max(count, twins.count + 2)).map { number in
      StableBytes(String(repeating: "k", count: number % 23) + "\(number)")
    }
    names = twins + plain.dropLast(2) + [StableBytes(""), StableBytes(count: Key.maxLength)]
    self.count = names.count
  }

  func bytes(_ number: Int) -> UnsafeRawBufferPointer { names[number].bytes }

  func database(_ number: Int) -> UInt8 {
    number < KeyPool.twinCount ? 0 : UInt8(number % Key.databaseCount)
  }

  func key(_ number: Int, in keyspace: borrowing Keyspace) -> Key {
    keyspace.key(bytes(number), database: database(number))
  }
}

/// A value told by a number and a length, so that a model can remember it without its bytes.
struct TestValue: Equatable {
  var tag: UInt64
  var length: Int

  /// Writes the value into `scratch` and returns the view of it.
  func fill(_ scratch: StableBytes) -> UnsafeRawBufferPointer {
    let target = UnsafeMutableRawBufferPointer(rebasing: scratch.buffer[0..<length])
    if let base = target.baseAddress { memset(base, Int32(tag & 255), length) }
    if length >= 16 {
      target.storeBytes(of: tag, as: UInt64.self)
      target.storeBytes(of: tag, toByteOffset: (length - 8) & ~7, as: UInt64.self)
    }
    return UnsafeRawBufferPointer(target)
  }

  func isEqual(to bytes: UnsafeRawBufferPointer, scratch: StableBytes) -> Bool {
    guard bytes.count == length else { return false }
    guard length > 0, let found = bytes.baseAddress else { return true }
    return memcmp(found, fill(scratch).baseAddress.unsafelyUnwrapped, length) == 0
  }
}
