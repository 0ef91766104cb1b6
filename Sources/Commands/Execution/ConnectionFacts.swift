/// What the server knows about a connection, for `CLIENT INFO`.
/// https://redis.io/docs/latest/commands/client-list/
public struct ConnectionFacts: Sendable {
  /// `address:port` of the peer and of our end, or a socket's path.
  public var address = ""
  public var localAddress = ""
  public var descriptor: Int32 = -1
  public var ageSeconds: Int64 = 0
  public var idleSeconds: Int64 = 0
  /// Bytes received and not yet run, and room left in the query buffer.
  public var queryBytes = 0
  public var queryFreeBytes = 0
  /// Bytes of replies not yet sent, and memory of the reply buffer.
  public var replyBytes = 0
  public var replyCapacity = 0
  /// Everything the connection holds, in bytes.
  public var memoryBytes = 0
  public var isUnixSocket = false
  /// Bytes received and sent, and requests that have been run, since it connected.
  public var inputBytes: UInt64 = 0
  public var outputBytes: UInt64 = 0
  public var commandCount: UInt64 = 0

  public init() {}
}
