private import Glibc

/// Why the server could not start. One line for the operator.
public struct ServerError: Error, Sendable, Equatable, CustomStringConvertible {
  public let description: String

  public init(_ description: String) { self.description = description }

  /// The error that the last failed system call left in `errno`.
  static func system(_ operation: String) -> ServerError {
    ServerError("cannot \(operation): \(String(cString: strerror(errno)))")
  }
}
