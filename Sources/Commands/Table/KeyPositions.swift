public import AccessControl
import Bytes
public import RESP

/// Which arguments are keys: the first, the last (negative counts from the end) and the distance.
public struct KeyPositions: Sendable, Equatable {
  public let first: Int
  public let last: Int
  public let step: Int
  /// The argument that says how many keys follow it; 0 when they stand at fixed positions.
  public let countIndex: Int

  public init(first: Int, last: Int, step: Int, countIndex: Int = 0) {
    self.first = first
    self.last = last
    self.step = step
    self.countIndex = countIndex
  }

  public static let none = KeyPositions(first: 0, last: 0, step: 0)
  public static let one = KeyPositions(first: 1, last: 1, step: 1)
  /// The key behind a subcommand's name.
  public static let second = KeyPositions(first: 2, last: 2, step: 1)
  public static let two = KeyPositions(first: 1, last: 2, step: 1)
  public static let all = KeyPositions(first: 1, last: -1, step: 1)
  public static let pairs = KeyPositions(first: 1, last: -1, step: 2)

  /// Behind the number of keys in the second argument, as in EVAL.
  public static let counted = KeyPositions(first: 0, last: 0, step: 0, countIndex: 2)

  /// Whether there are no keys.
  public var isEmpty: Bool { first == 0 && countIndex == 0 }

  /// Indexes of the keys in the request that begins at `start`, counted from there. A number of keys
  /// that makes no sense means none.
  public func indexes(in arguments: Arguments, from start: Int = 0) -> StrideThrough<Int> {
    let count = arguments.count - start
    if countIndex > 0 { return countedIndexes(arguments[start + countIndex], count) }
    guard first > 0 else { return stride(from: 1, through: 0, by: 1) }
    return stride(from: first, through: last < 0 ? count + last : last, by: step)
  }

  private func countedIndexes(
    _ number: UnsafeRawBufferPointer, _ count: Int
  ) -> StrideThrough<Int> {
    let keys = KeyPositions.leadingNumber(number)
    let isPossible = keys > 0 && keys < Int64(count - countIndex)
    return stride(
      from: countIndex + 1, through: countIndex + (isPossible ? Int(keys) : 0), by: 1)
  }

  /// The number that a text begins with, 0 when there is none or a large one: Redis looks for keys by
  /// C's `atoi`, though the command itself will not take such a number.
  private static func leadingNumber(_ text: UnsafeRawBufferPointer) -> Int64 {
    var digits = text.drop(while: ASCII.isSpace)
    if digits.first == UInt8(ascii: "+") { digits = digits.dropFirst() }
    var number: Int64 = 0
    for byte in digits {
      guard byte &- UInt8(ascii: "0") <= 9 else { break }
      number = number * 10 + Int64(byte - UInt8(ascii: "0"))
      guard number < Int32.max else { return 0 }
    }
    return number
  }
}

/// What a command does with some of its keys: an entry of `COMMAND INFO`'s key specifications.
/// https://redis.io/docs/latest/develop/reference/key-specs/
public struct KeyRule: Sendable, ExpressibleByStringLiteral {
  /// The access flags: `RO`, `RW`, `OW` or `RM` first, then what happens to the value.
  public let access: [String]
  /// The same as permissions tell it apart.
  public let keyAccess: KeyAccess
  /// Where the keys are; nil for all of the command's keys.
  public let positions: KeyPositions?

  /// Flags separated by spaces, for the key at argument `index`.
  public init(_ access: String, at index: Int) {
    self.init(access, KeyPositions(first: index, last: index, step: 1))
  }

  public init(stringLiteral access: String) {
    self.init(access, nil)
  }

  private init(_ access: String, _ positions: KeyPositions?) {
    let words = access.split(separator: " ").map(String.init)
    self.access = words
    self.positions = positions
    let changes = !Set(words).isDisjoint(with: ["insert", "update", "delete"])
    keyAccess = (words.contains("access") ? KeyAccess.read : []).union(changes ? .write : [])
  }
}
