import Bytes

/// Every user by name. Engine queue only.
///
/// There is always one called `default`: clients are that user until they log in as another.
public final class UserDirectory {
  /// What new rules are read with; `acl-pubsub-default` may change while running.
  public var context: RuleContext
  public let defaultUser: User
  public var log = DenialLog()
  var users: [[UInt8]: User]
  /// Users that there may be, and bytes that they may take together. What is there already stays when
  /// these become less.
  public var limit = Int.max
  public var limitBytes = Int.max
  /// About what all users take in memory, in bytes.
  public internal(set) var byteCount = 0

  static let defaultName = Array("default".utf8)

  /// The default user alone, who needs no password and may do everything.
  public init(_ context: RuleContext) {
    self.context = context
    defaultUser = User(
      name: UserDirectory.defaultName, rules: UserDirectory.defaultRules(context))
    users = [UserDirectory.defaultName: defaultUser]
    byteCount = defaultUser.byteCount
  }

  static func defaultRules(_ context: RuleContext) -> UserRules {
    var rules = UserRules(context.catalog, allowsAllChannels: true)
    rules.isEnabled = true
    rules.needsNoPassword = true
    rules.root.allowsAllKeys = true
    rules.root.resetCommands(allowsAll: true)
    return rules
  }

  /// In the order of their names.
  public var sorted: [User] {
    users.values.sorted { $0.name.precedes($1.name) }
  }

  /// Whether any user has a password.
  public var hasPasswords: Bool { users.values.contains { !$0.rules.passwords.isEmpty } }

  public func user(named name: UnsafeRawBufferPointer) -> User? { users[Array(name)] }

  /// Whether a client must log in before it may do anything else.
  public var requiresAuthentication: Bool {
    !defaultUser.rules.needsNoPassword || !defaultUser.rules.isEnabled
  }

  /// The user, if there is one of that name that may log in with that password.
  public func authenticate(
    _ name: UnsafeRawBufferPointer, password: UnsafeRawBufferPointer
  ) -> User? {
    guard let user = user(named: name), user.rules.accepts(password) else { return nil }
    return user
  }

  /// Applies rules to a user, who is made if missing. All of the rules count, or none.
  public func change(
    _ name: [UInt8], _ rules: [[UInt8]]
  ) throws(RuleListError) -> UserChanges {
    guard !name.hasBlanks else { throw .malformedName }
    let old = users[name]?.rules
    var new =
      old ?? UserRules(context.catalog, allowsAllChannels: context.allowsChannelsByDefault)
    try new.apply(rules, context)
    try requireRoom(for: new, name)
    return put(new, name)
  }

  /// Makes a user, or the default user anew, from nothing but these rules.
  public func define(_ name: [UInt8], _ rules: [[UInt8]]) throws(RuleListError) {
    guard !name.hasBlanks else { throw .malformedName }
    var new = UserRules(context.catalog, allowsAllChannels: context.allowsChannelsByDefault)
    try new.apply(rules, context)
    try requireRoom(for: new, name)
    _ = put(new, name)
  }

  /// nil when there is no such user. The default user cannot be removed.
  public func remove(_ name: UnsafeRawBufferPointer) -> User? {
    precondition(!name.elementsEqual(UserDirectory.defaultName))
    guard let user = users.removeValue(forKey: Array(name)) else { return nil }
    byteCount -= user.byteCount
    return user
  }

  /// Makes this the default user's only password; an empty one means that none is needed
  /// (`requirepass`).
  public func setDefaultPassword(_ password: String) {
    var password = password
    byteCount -= defaultUser.byteCount
    defer { byteCount += defaultUser.byteCount }
    defaultUser.rules.needsNoPassword = password.isEmpty
    defaultUser.rules.passwords =
      password.isEmpty
      ? [] : [password.withUTF8 { PasswordHash(of: UnsafeRawBufferPointer($0)) }]
  }

  /// Refuses rules for which there is no room. Rules that take no more than before always have room.
  private func requireRoom(for rules: UserRules, _ name: [UInt8]) throws(RuleListError) {
    let old = users[name]
    guard old != nil || users.count < limit else { throw .tooManyUsers(limit: limit) }
    let change = UserDirectory.bytes(name, rules) - (old?.byteCount ?? 0)
    guard change <= 0 || byteCount + change <= limitBytes else {
      throw .usersTooLarge(limitBytes: limitBytes)
    }
  }

  /// The user itself, its place in the dictionary, its name twice, and its rules.
  static func bytes(_ name: [UInt8], _ rules: UserRules) -> Int {
    256 + 2 * name.count + rules.byteCount
  }

  /// Gives a user its rules, under which clients that are logged in go on.
  func put(_ rules: UserRules, _ name: [UInt8]) -> UserChanges {
    byteCount += UserDirectory.bytes(name, rules)
    guard let user = users[name] else {
      users[name] = User(name: name, rules: rules)
      return UserChanges()
    }
    byteCount -= user.byteCount
    let isNarrowed = !rules.coversChannels(of: user.rules)
    user.rules = rules
    return UserChanges(narrowed: isNarrowed ? [user] : [])
  }
}
