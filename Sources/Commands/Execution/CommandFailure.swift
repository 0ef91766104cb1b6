import Bytes
import RESP

/// A request that cannot be carried out. Thrown before anything was changed or replied; the client
/// gets the text.
public struct CommandFailure: Error, Sendable, Equatable {
  /// With its code: `ERR syntax error`.
  public let text: String

  public init(_ text: String) { self.text = text }

  static let syntax = CommandFailure("\(CommandError.syntax)")
  static let outOfMemory = CommandFailure("\(CommandError.outOfMemory)")
  static let outOfDisk = CommandFailure("\(CommandError.outOfDisk)")
  static let outOfJournal = CommandFailure("\(CommandError.outOfJournal)")
  static let replyTooLarge = CommandFailure("\(CommandError.replyTooLarge)")
  static let notAnInteger = CommandFailure("\(CommandError.notAnInteger)")
}

extension DecimalInteger {
  /// The integer in `bytes`, or Redis' error for what is none.
  static func require(_ bytes: UnsafeRawBufferPointer) throws(CommandFailure) -> Int64 {
    guard let number = parse(bytes) else { throw .notAnInteger }
    return number
  }
}
