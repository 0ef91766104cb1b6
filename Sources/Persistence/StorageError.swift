/// Why something could not be read from or written to disk.
///
/// An error names the operation, the category, the system's or SQLite's code and a sentence for the
/// operator. It never carries a key, a value or a password.
public struct StorageError: Error, Sendable, Equatable, CustomStringConvertible {
  /// What an operator can do about the error, told apart.
  public enum Cause: String, Sendable {
    /// No space left on the device, over quota, or the database's page limit reached.
    case diskFull
    /// The device failed to read, write or sync.
    case inputOutput
    /// The file is ours, but its content contradicts itself.
    case damaged
    /// The file belongs to something else.
    case foreign
    /// A newer version of this program wrote the file.
    case newerVersion
    /// Another process holds the lock.
    case locked
    /// The file or directory may not be opened, or is read-only.
    case permission
    /// The journal has no room until the store has caught up.
    case journalFull
    /// The file under the name is not the one in use any more.
    case replaced
    /// The request can never fit.
    case tooLarge
    /// Anything else.
    case other
  }

  /// What was being done, as in "commit to the database".
  public let operation: String
  public let cause: Cause
  /// `errno` or SQLite's extended result code; 0 when neither applies.
  public let code: Int32
  /// What happened and, where the start fails, what to do; one line.
  public let message: String

  public init(operation: String, cause: Cause, code: Int32 = 0, message: String) {
    self.operation = operation
    self.cause = cause
    self.code = code
    self.message = message
  }

  /// The same with what to do about it.
  func advising(_ advice: String) -> StorageError {
    StorageError(
      operation: operation, cause: cause, code: code, message: "\(message); \(advice)")
  }

  public var description: String { "cannot \(operation): \(message)" }
}
