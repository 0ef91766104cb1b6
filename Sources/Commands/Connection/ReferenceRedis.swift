/// The version that this server claims, by which clients choose their features:
/// below 7.4 redis-py refuses to cache on the client's side.
public enum ReferenceRedis {
  public static let version: StaticString = "7.4.0"
}
