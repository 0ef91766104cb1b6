import AccessControl
import Bytes
import RESP

/// What kind of client it is, as `CLIENT LIST TYPE` and `CLIENT KILL TYPE` name it.
enum ClientType {
  case normal, pubsub
  /// Known by name, but there is none here.
  case replica, master

  init?(_ name: UnsafeRawBufferPointer) {
    if name.equalsIgnoringCase("normal") {
      self = .normal
    } else if name.equalsIgnoringCase("pubsub") {
      self = .pubsub
    } else if name.equalsIgnoringCase("replica") || name.equalsIgnoringCase("slave") {
      self = .replica
    } else if name.equalsIgnoringCase("master") {
      self = .master
    } else {
      return nil
    }
  }

  static func require(_ name: UnsafeRawBufferPointer) throws(CommandFailure) -> ClientType {
    guard let type = ClientType(name) else {
      let text = CommandError.quoted(name)
      throw CommandFailure("ERR Unknown client type '\(text)'")
    }
    return type
  }

  func includes(_ session: Session) -> Bool {
    switch self {
    case .normal: session.subscriptions.isEmpty
    case .pubsub: !session.subscriptions.isEmpty
    case .replica, .master: false
    }
  }
}

/// The clients that `CLIENT KILL` means: those that meet every condition.
/// https://redis.io/docs/latest/commands/client-kill/
struct ClientFilter {
  private var id: Int64?
  private var type: ClientType?
  private var address: String?
  private var localAddress: String?
  private var user: User?
  private var minAgeSeconds: Int64?
  /// Whether the one who asks is spared.
  private(set) var skipsCaller = true

  /// Conditions in pairs of name and value from argument 2 on.
  init(_ arguments: Arguments, _ users: UserDirectory) throws(CommandFailure) {
    guard arguments.count % 2 == 0 else { throw .syntax }
    for index in stride(from: 2, to: arguments.count, by: 2) {
      try take(arguments[index], arguments[index + 1], users)
    }
  }

  private mutating func take(
    _ name: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer, _ users: UserDirectory
  ) throws(CommandFailure) {
    if name.equalsIgnoringCase("id") {
      guard let number = DecimalInteger.parse(value), number > 0 else {
        throw CommandFailure("ERR client-id should be greater than 0")
      }
      id = number
    } else if name.equalsIgnoringCase("maxage") {
      guard let number = DecimalInteger.parse(value), number > 0 else {
        throw CommandFailure("ERR maxage is not an integer or out of range")
      }
      minAgeSeconds = number
    } else if name.equalsIgnoringCase("type") {
      type = try ClientType.require(value)
    } else if name.equalsIgnoringCase("addr") {
      address = String(decoding: value, as: UTF8.self)
    } else if name.equalsIgnoringCase("laddr") {
      localAddress = String(decoding: value, as: UTF8.self)
    } else if name.equalsIgnoringCase("user") {
      user = try ClientFilter.user(value, users)
    } else if name.equalsIgnoringCase("skipme") {
      skipsCaller = try ClientFilter.yesOrNo(value)
    } else {
      throw .syntax
    }
  }

  private static func user(
    _ name: UnsafeRawBufferPointer, _ users: UserDirectory
  ) throws(CommandFailure) -> User {
    guard let user = users.user(named: name) else {
      throw CommandFailure("ERR No such user '\(CommandError.quoted(name))'")
    }
    return user
  }

  private static func yesOrNo(_ word: UnsafeRawBufferPointer) throws(CommandFailure) -> Bool {
    if word.equalsIgnoringCase("yes") { return true }
    guard word.equalsIgnoringCase("no") else { throw .syntax }
    return false
  }

  func includes(_ peer: Peer) -> Bool {
    (id ?? peer.session.id) == peer.session.id
      && type?.includes(peer.session) ?? true
      && (address ?? peer.facts.address) == peer.facts.address
      && (localAddress ?? peer.facts.localAddress) == peer.facts.localAddress
      && (user == nil || user === peer.session.user)
      && peer.facts.ageSeconds >= minAgeSeconds ?? 0
  }
}
