/// How much one request may ask for before anything is allocated for it.
public struct ParserLimits: Equatable, Sendable {
  /// Most arguments of one request; more is "invalid multibulk length".
  public var maxArguments: Int
  /// Longest argument that is kept, in bytes. A longer one is swallowed with its request, so the
  /// client gets an error reply and keeps its connection.
  public var maxBulkLength: Int
  /// Longest inline request and longest count line, in bytes.
  public var maxInlineLength: Int
  /// Whether the client has yet to authenticate. It then gets 10 arguments and 8 KB for the whole
  /// request, 2 KB on a line, and a protocol error past that, so strangers cannot make the server hold
  /// their data. Redis gives them 10 arguments of 16 KB each.
  public var isUnauthenticated: Bool

  /// Past this length an argument is a protocol error even when it would only be swallowed: the
  /// default of `proto-max-bulk-len`. https://redis.io/docs/latest/develop/reference/protocol-spec/
  public static let longestSwallowedBulk = 512 * 1024 * 1024

  static let unauthenticatedArguments = 10
  /// Longest request of a client that has yet to authenticate, in bytes.
  public static let unauthenticatedRequestLength = 8192
  static let unauthenticatedInlineLength = 2048

  /// Longest argument that may be taken without a look at what else the request holds.
  var longestOrdinaryBulk: Int {
    isUnauthenticated ? -1 : min(maxBulkLength, Self.longestSwallowedBulk)
  }

  /// Longest line for this client, in bytes.
  var longestLine: Int {
    isUnauthenticated ? min(maxInlineLength, Self.unauthenticatedInlineLength) : maxInlineLength
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
