/// The version of the protocol that a client speaks; it starts with 2 and changes it with HELLO.
/// https://redis.io/docs/latest/commands/hello/
public enum ProtocolVersion: Int, Sendable {
  case resp2 = 2
  case resp3 = 3
}
