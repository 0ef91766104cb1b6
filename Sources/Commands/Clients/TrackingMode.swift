/// How a client wants to hear of changes to keys that it keeps in a cache of its own.
/// https://redis.io/docs/latest/develop/reference/client-side-caching/
public struct TrackingMode: Sendable, Equatable {
  /// Which of the keys that it reads the server must remember.
  public enum Selection: Sendable { case every, optIn, optOut }

  /// Every key with one of the prefixes, whoever read it.
  public var isBroadcast = false
  public var prefixes: [[UInt8]] = []
  public var selection = Selection.every
  /// Its own changes are no news to it.
  public var skipsOwnChanges = false
  /// The client that gets the messages; 0 for itself.
  public var redirect: Int64 = 0
  /// The client that should get them has gone.
  public var isRedirectBroken = false
  /// What `CLIENT CACHING` said about the next request.
  public var isNextSelected = false

  public init() {}

  /// Whether keys that the present request reads are remembered.
  public var remembersReads: Bool {
    guard !isBroadcast else { return false }
    switch selection {
    case .every: return true
    case .optIn: return isNextSelected
    case .optOut: return !isNextSelected
    }
  }

  /// Memory of the prefixes here and in the server's table, in bytes.
  public var byteCount: Int { prefixes.reduce(0) { $0 + $1.count + 160 } }

  /// As `CLIENT TRACKINGINFO` names what is on.
  var flagNames: [String] {
    var names = ["on"]
    if isBroadcast { names.append("bcast") }
    if selection == .optIn { names += isNextSelected ? ["optin", "caching-yes"] : ["optin"] }
    if selection == .optOut { names += isNextSelected ? ["optout", "caching-no"] : ["optout"] }
    if skipsOwnChanges { names.append("noloop") }
    if isRedirectBroken { names.append("broken_redirect") }
    return names
  }
}
