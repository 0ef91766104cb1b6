import Glibc

/// One kind of process that may use the Unix socket: those of a user, or those of a group.
public struct PeerRule: Sendable, Equatable {
  public enum Subject: Sendable, Equatable {
    case user(UInt32)
    case group(UInt32)
  }

  public let subject: Subject
  /// As it was written, with a name instead of a number perhaps.
  let text: String

  /// - Parameter text: `user:NAME`, `user:NUMBER`, `group:NAME` or `group:NUMBER`; nil when it is none
  ///   of these, or this machine does not know the name.
  init?(_ text: String) {
    self.text = text
    if text.hasPrefix("user:") {
      guard let number = PeerRule.number(of: text.dropFirst(5), { getpwnam($0)?.pointee.pw_uid })
      else {
        return nil
      }
      subject = .user(number)
    } else if text.hasPrefix("group:") {
      guard let number = PeerRule.number(of: text.dropFirst(6), { getgrnam($0)?.pointee.gr_gid })
      else {
        return nil
      }
      subject = .group(number)
    } else {
      return nil
    }
  }

  private static func number(of name: Substring, _ find: (String) -> UInt32?) -> UInt32? {
    if let number = UInt32(name) { return number }
    return name.utf8.contains(0) ? nil : find(String(name))
  }
}

extension SettingFormat where Value == [PeerRule] {
  static func peers(atMost limit: Int) -> SettingFormat {
    SettingFormat(
      syntax: "user:NAME|group:NAME...",
      parse: { (arguments) throws(MalformedValue) in
        let words = arguments.words
        guard words.count <= limit else { throw MalformedValue("takes at most \(limit) peers") }
        var rules: [PeerRule] = []
        for word in words {
          guard let rule = PeerRule(word) else {
            throw MalformedValue(
              "'\(word)' is not user: or group: with a name or number known here")
          }
          rules.append(rule)
        }
        return rules
      }, render: { $0.map(\.text).joined(separator: " ") },
      spell: { $0.isEmpty ? "\"\"" : $0.map(\.text).joined(separator: " ") })
  }
}
