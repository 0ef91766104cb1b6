/// Every user by name. Engine queue only.
///
/// There is always one called `default`: clients are that user until they log in as another.
public final class UserDirectory {
  /// What new rules are read with; `acl-pubsub-default` may change while running.
  public var context: RuleContext
  public let defaultUser: User
  public var log = DenialLog()
  var users: [[UInt8]: User]

  static let defaultName = Array("default".utf8)

  /// The default user alone, who needs no password and may do everything.
  public init(_ context: RuleContext) {
    self.context = context
    defaultUser = User(
      name: UserDirectory.defaultName, rules: UserDirectory.defaultRules(context))
    users = [UserDirectory.defaultName: defaultUser]
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
    users.values.sorted { $0.name.lexicographicallyPrecedes($1.name) }
  }

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
    return put(new, name)
  }

  /// Makes a user, or the default user anew, from nothing but these rules.
  public func define(_ name: [UInt8], _ rules: [[UInt8]]) throws(RuleListError) {
    guard !name.hasBlanks else { throw .malformedName }
    var new = UserRules(context.catalog, allowsAllChannels: context.allowsChannelsByDefault)
    try new.apply(rules, context)
    _ = put(new, name)
  }

  /// nil when there is no such user. The default user cannot be removed.
  public func remove(_ name: UnsafeRawBufferPointer) -> User? {
    precondition(!name.elementsEqual(UserDirectory.defaultName))
    return users.removeValue(forKey: Array(name))
  }

  /// Makes this the default user's only password; an empty one means that none is needed
  /// (`requirepass`).
  public func setDefaultPassword(_ password: String) {
    var password = password
    defaultUser.rules.needsNoPassword = password.isEmpty
    defaultUser.rules.passwords =
      password.isEmpty
      ? [] : [password.withUTF8 { PasswordHash(of: UnsafeRawBufferPointer($0)) }]
  }

  /// Gives a user its rules, under which clients that are logged in go on.
  func put(_ rules: UserRules, _ name: [UInt8]) -> UserChanges {
    guard let user = users[name] else {
      users[name] = User(name: name, rules: rules)
      return UserChanges()
    }
    let isNarrowed = !rules.coversChannels(of: user.rules)
    user.rules = rules
    return UserChanges(narrowed: isNarrowed ? [user] : [])
  }
}
