import Bytes

/// The ACL file: a line for each user, no comments, because `ACL SAVE` writes all of it anew.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/security/acl/#use-an-external-acl-file
extension UserDirectory {
  /// Every user, as a file.
  public var fileText: [UInt8] { sorted.flatMap { $0.line + [UInt8(ascii: "\n")] } }

  /// Replaces all users by those of a file; without a line for it the default user is as at first.
  /// Clients of users that stay go on under the new rules.
  ///
  /// - Parameter file: What errors call it.
  /// - Throws: Everything that is wrong with the file. Then no user has changed.
  public func load(_ text: [UInt8], named file: String) throws(UserFileError) -> UserChanges {
    var loaded = try UserFile(text, named: file, context).users
    if loaded[UserDirectory.defaultName] == nil {
      loaded[UserDirectory.defaultName] = UserDirectory.defaultRules(context)
    }
    try requireRoom(for: loaded, named: file)
    var changes = UserChanges()
    for (name, user) in users where loaded[name] == nil {
      changes.removed.append(user)
      users[name] = nil
      byteCount -= user.byteCount
    }
    for (name, rules) in loaded { changes.narrowed += put(rules, name).narrowed }
    return changes
  }

  private func requireRoom(
    for loaded: [[UInt8]: UserRules], named file: String
  ) throws(UserFileError) {
    let bytes = loaded.reduce(0) { $0 + UserDirectory.bytes($1.key, $1.value) }
    var fault: RuleListError?
    if bytes > limitBytes { fault = .usersTooLarge(limitBytes: limitBytes) }
    if loaded.count > limit { fault = .tooManyUsers(limit: limit) }
    if let fault { throw UserFileError(faults: ["\(file): \(fault.reason)"]) }
  }
}

/// Why a file of users was not taken.
public struct UserFileError: Error, Sendable, Equatable {
  /// File, line and reason of each fault; passwords are left out.
  public let faults: [String]

  public init(faults: [String]) { self.faults = faults }

  /// One line.
  public var text: String { faults.map { "\($0). " }.joined() }
}

/// The users of a file.
private struct UserFile {
  private(set) var users: [[UInt8]: UserRules] = [:]

  init(_ text: [UInt8], named file: String, _ context: RuleContext) throws(UserFileError) {
    var faults: [String] = []
    let lines = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let words = line.split(whereSeparator: ASCII.isSpace).map(Array.init)
      guard !words.isEmpty else { continue }
      if let fault = take(words, context) { faults.append("\(file):\(index + 1): \(fault)") }
    }
    if !faults.isEmpty { throw UserFileError(faults: faults) }
  }

  /// What is wrong with a line.
  private mutating func take(_ words: [[UInt8]], _ context: RuleContext) -> String? {
    guard words.count > 1, words[0] == Array("user".utf8) else {
      return "should start with user keyword followed by the username"
    }
    guard !words[1].hasBlanks else { return RuleListError.malformedName.reason }
    guard users[words[1]] == nil else {
      return "Duplicate user '\(String(decoding: words[1], as: UTF8.self))' found"
    }
    var rules = UserRules(context.catalog, allowsAllChannels: context.allowsChannelsByDefault)
    do throws(RuleListError) {
      try rules.apply(Array(words[2...]), context)
    } catch {
      return error.reason
    }
    users[words[1]] = rules
    return nil
  }
}
