import Bytes

/// Why a rule is refused, in Redis' words: administrators look for them.
public enum RuleError: Error, Sendable, Equatable {
  case syntax
  case unknownCommandOrCategory
  case keyPatternAfterAllKeys
  case channelPatternAfterAllChannels
  case noSuchPassword
  case malformedHash
  case firstArgumentOfSubcommand
  case tooManyOfAKind
  case patternTooLong

  public var reason: String {
    switch self {
    case .syntax: "Syntax error"
    case .unknownCommandOrCategory: "Unknown command or category name in ACL"
    case .keyPatternAfterAllKeys:
      "Adding a pattern after the * pattern (or the 'allkeys' flag) is not valid and does not have "
        + "any effect. Try 'resetkeys' to start with an empty list of patterns"
    case .channelPatternAfterAllChannels:
      "Adding a pattern after the * pattern (or the 'allchannels' flag) is not valid and does not "
        + "have any effect. Try 'resetchannels' to start with an empty list of channels"
    case .noSuchPassword: "The password you are trying to remove from the user does not exist"
    case .malformedHash:
      "The password hash must be exactly 64 characters and contain only lowercase hexadecimal "
        + "characters"
    case .firstArgumentOfSubcommand: "Allowing first-arg of a subcommand is not supported"
    case .patternTooLong: "Patterns may have at most \(Glob.longestPattern) bytes"
    case .tooManyOfAKind:
      "A user has at most \(UserRules.mostOfAKind) passwords, selectors, and in each of these "
        + "patterns of keys, patterns of channels and rules for commands"
    }
  }
}

/// Why a list of rules is refused.
public enum RuleListError: Error, Sendable, Equatable {
  /// A selector that begins with this rule has no end.
  case unmatchedParenthesis([UInt8])
  case refused(rule: [UInt8], RuleError)
  /// A user's name has a blank or a zero byte, which would break the line that describes the user.
  case malformedName
  case tooManyRules
  /// There are as many users as there may be.
  case tooManyUsers(limit: Int)
  /// All users together would take too much memory.
  case usersTooLarge(limitBytes: Int)

  /// As `ACL SETUSER` answers. A password that the rule holds is left out.
  public var text: String {
    switch self {
    case .unmatchedParenthesis(let rule):
      "Unmatched parenthesis in acl selector starting at '\(RuleListError.shown(rule))'."
    case .refused(_, .patternTooLong):
      "Error in ACL SETUSER modifier: \(RuleError.patternTooLong.reason)"
    case .refused(let rule, let error):
      "Error in ACL SETUSER modifier '\(RuleListError.shown(rule))': \(error.reason)"
    case .malformedName: "Usernames can't contain spaces or null characters"
    case .tooManyRules: "more than \(UserRules.mostRulesAtOnce) rules at once"
    case .tooManyUsers(let limit): "there may be no more than \(limit) users"
    case .usersTooLarge(let limitBytes):
      "all users and their rules may take no more than \(limitBytes) bytes, which follows from "
        + "maxmemory"
    }
  }

  /// As one line of a log or of an answer that others may read: the rule is quoted only where it can
  /// be nothing but the name of a command or category.
  public var reason: String {
    switch self {
    case .unmatchedParenthesis: "Unmatched parenthesis in selector definition"
    case .refused(let rule, .unknownCommandOrCategory):
      "Error in applying operation '\(RuleListError.shown(rule))': "
        + RuleError.unknownCommandOrCategory.reason
    case .refused(_, let error): error.reason
    case .malformedName, .tooManyRules, .tooManyUsers, .usersTooLarge: text
    }
  }

  private static func shown(_ rule: [UInt8]) -> String {
    let sign = rule.first.map { String(UnicodeScalar($0)) } ?? ""
    return ["<", ">", "#", "!"].contains(sign)
      ? "\(sign)(redacted)" : String(decoding: rule, as: UTF8.self)
  }
}
