/// The Redis whose replies are the reference here. Clients choose their features by the version that
/// a server claims.
public enum ReferenceRedis {
  public static let version: StaticString = "7.2.4"
}
