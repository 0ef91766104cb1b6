/// Which arguments are keys: the first, the last (negative counts from the end) and the distance.
public struct KeyPositions: Sendable, Equatable {
  public let first: Int
  public let last: Int
  public let step: Int

  public init(first: Int, last: Int, step: Int) {
    self.first = first
    self.last = last
    self.step = step
  }

  public static let none = KeyPositions(first: 0, last: 0, step: 0)
  public static let one = KeyPositions(first: 1, last: 1, step: 1)
  /// The key behind a subcommand's name.
  public static let second = KeyPositions(first: 2, last: 2, step: 1)
  public static let two = KeyPositions(first: 1, last: 2, step: 1)
  public static let all = KeyPositions(first: 1, last: -1, step: 1)
  public static let pairs = KeyPositions(first: 1, last: -1, step: 2)

  /// Indexes of the keys among `count` arguments.
  public func indexes(argumentCount count: Int) -> StrideThrough<Int> {
    guard first > 0 else { return stride(from: 1, through: 0, by: 1) }
    return stride(from: first, through: last < 0 ? count + last : last, by: step)
  }
}

/// What a command does with some of its keys: an entry of `COMMAND INFO`'s key specifications.
/// https://redis.io/docs/latest/develop/reference/key-specs/
public struct KeyRule: Sendable, ExpressibleByStringLiteral {
  /// The access flags: `RO`, `RW`, `OW` or `RM` first, then what happens to the value.
  public let access: [String]
  /// Where the keys are; nil for all of the command's keys.
  public let positions: KeyPositions?

  /// Flags separated by spaces, for the key at argument `index`.
  public init(_ access: String, at index: Int) {
    self.access = KeyRule.words(access)
    positions = KeyPositions(first: index, last: index, step: 1)
  }

  public init(stringLiteral access: String) {
    self.access = KeyRule.words(access)
    positions = nil
  }

  private static func words(_ text: String) -> [String] {
    text.split(separator: " ").map(String.init)
  }
}
