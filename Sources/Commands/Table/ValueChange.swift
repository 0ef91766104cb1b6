/// How a command changes the value of a key beyond saving what its arguments say. Tells how large the value
/// will be before the command runs.
public enum ValueChange: Sendable, Equatable {
  case none
  /// `key value`: the value grows by the argument.
  case appends
  /// `key offset value`: a part is overwritten, which may lie behind the end.
  case overwritesPart
  /// The value becomes a number of 64 bits, or one with a fraction.
  case integer, decimal
  /// `key newkey`: another key gets the value.
  case copies
  /// `key db`: the key of another database gets the value.
  case moves

  /// The longest texts of such numbers, in bytes: a minus and 19 digits, and what the largest 80-bit
  /// number takes with 17 decimals.
  static let longestInteger = 20
  static let longestDecimal = 4_960
}
