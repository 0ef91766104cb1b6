/// How much one request may ask for before anything is allocated for it.
public struct ParserLimits: Equatable, Sendable {
  /// Most arguments of one request; more is "invalid multibulk length".
  public var maxArguments: Int
  /// Longest argument that is kept, in bytes. A longer one is swallowed with its request, so the
  /// client gets an error reply and keeps its connection.
  public var maxBulkLength: Int
  /// Longest inline request and longest count line, in bytes.
  public var maxInlineLength: Int
  /// Whether the client has yet to authenticate. It then gets 10 arguments of 16 KB each, and a
  /// protocol error past that, so strangers cannot make the server hold their data.
  public var isUnauthenticated: Bool

  /// Past this length an argument is a protocol error even when it would only be swallowed: the
  /// default of `proto-max-bulk-len`. https://redis.io/docs/latest/develop/reference/protocol-spec/
  public static let longestSwallowedBulk = 512 * 1024 * 1024

  static let unauthenticatedArguments = 10
  static let unauthenticatedBulkLength = 16_384

  /// Longest argument that needs no error.
  var longestOrdinaryBulk: Int {
    let longest = min(maxBulkLength, Self.longestSwallowedBulk)
    return isUnauthenticated ? min(longest, Self.unauthenticatedBulkLength) : longest
  }

  public init(
    maxArguments: Int = 1_048_576,
    maxBulkLength: Int = 1_048_576,
    maxInlineLength: Int = 65_536,
    isUnauthenticated: Bool = false
  ) {
    self.maxArguments = maxArguments
    self.maxBulkLength = maxBulkLength
    self.maxInlineLength = maxInlineLength
    self.isUnauthenticated = isUnauthenticated
  }
}
