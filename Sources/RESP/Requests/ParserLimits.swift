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

/// Bytes that are no request. After one the stream has no known boundary, so the error is answered
/// and the connection closed.
public enum ProtocolError: Error, Equatable, Sendable {
  case invalidMultibulkLength
  case unauthenticatedMultibulkLength
  case multibulkCountTooLong
  case bulkCountTooLong
  case expectedBulk(got: UInt8)
  case invalidBulkLength
  case unauthenticatedBulkLength
  case inlineTooLong
  case unbalancedQuotes

  /// The reply's text without its `ERR` code, in the words that Redis uses and clients match.
  ///
  /// The byte of `expectedBulk` stands in it as a Latin-1 character; `ReplyBuffer.error` writes
  /// it as the byte it was.
  public var message: String {
    if case .expectedBulk(let got) = self {
      return "\(prefix)\(Unicode.Scalar(got))'"
    }
    return "\(prefix)"
  }

  /// The text as far as it is fixed.
  var prefix: StaticString {
    switch self {
    case .invalidMultibulkLength: "Protocol error: invalid multibulk length"
    case .unauthenticatedMultibulkLength: "Protocol error: unauthenticated multibulk length"
    case .multibulkCountTooLong: "Protocol error: too big mbulk count string"
    case .bulkCountTooLong: "Protocol error: too big bulk count string"
    case .expectedBulk: "Protocol error: expected '$', got '"
    case .invalidBulkLength: "Protocol error: invalid bulk length"
    case .unauthenticatedBulkLength: "Protocol error: unauthenticated bulk length"
    case .inlineTooLong: "Protocol error: too big inline request"
    case .unbalancedQuotes: "Protocol error: unbalanced quotes in request"
    }
  }
}
