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
