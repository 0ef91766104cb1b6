/// What the server asks the system about processes and limits. Tests put in their own.
struct SystemFacts: Sendable {
  /// The process at the other end of a Unix socket; nil when the kernel does not say.
  var peer: @Sendable (Int32) -> PeerCredentials?
  /// How many of so many clients there are descriptors for.
  var accommodate: @Sendable (Int) -> Int

  static let system = SystemFacts(
    peer: { PeerCredentials(of: $0) },
    accommodate: { DescriptorLimit.accommodate(clients: $0) })
}
