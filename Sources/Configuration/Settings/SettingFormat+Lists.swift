import Glibc

/// Lists: one value a line of the file, or all of them in one text with `;` or line ends between.
extension SettingFormat {
  /// Adds the value in `words` to a list; nothing but an empty word takes all values back, as
  /// `save ""` does in redis.conf.
  func add(_ words: [String], to list: inout [Value], atMost limit: Int) throws(MalformedValue) {
    guard words != [""] else { return list.removeAll() }
    guard list.count < limit else { throw MalformedValue("given more than \(limit) times") }
    list.append(try parse(words))
  }

  /// The values in a text.
  func list(_ text: String, atMost limit: Int) throws(MalformedValue) -> [Value] {
    guard let lines = QuotedWords.lines(Array(text.utf8)[...]) else {
      throw MalformedValue("unbalanced quotes")
    }
    var list: [Value] = []
    for line in lines { try add(line, to: &list, atMost: limit) }
    return list
  }
}

extension SettingFormat where Value == [String] {
  /// Addresses to listen on; see https://redis.io/docs/latest/operate/oss_and_stack/management/security/
  static func addresses(atMost limit: Int) -> SettingFormat {
    SettingFormat(
      syntax: "ADDRESS...",
      parse: { (arguments) throws(MalformedValue) in
        let addresses = arguments.words
        guard !addresses.isEmpty else { throw MalformedValue("needs an address") }
        guard addresses.count <= limit else {
          throw MalformedValue("takes at most \(limit) addresses")
        }
        if let wrong = addresses.first(where: { !isAddress($0) }) {
          throw MalformedValue("'\(wrong)' is not a numeric IPv4 or IPv6 address, '*' or '::*'")
        }
        return addresses
      }, render: { $0.joined(separator: " ") })
  }
}

private func isAddress(_ text: String) -> Bool {
  let address = text.hasPrefix("-") ? String(text.dropFirst()) : text
  if address == "*" || address == "::*" { return true }
  var storage = in6_addr()
  return inet_pton(AF_INET, address, &storage) == 1 || inet_pton(AF_INET6, address, &storage) == 1
}

extension SettingFormat where Value == Int64 {
  /// A sliding window: 0 would mean none.
  static let windowTime = time(in: 0...century).refusing(immortality)

  /// The furthest that a deadline may lie ahead.
  static let capTime = time(in: 1...century)
}

private let century: Int64 = 100 * 365 * 86_400_000

private let immortality: @Sendable (Int64) -> String? = { ms in
  ms > 0
    ? nil
    : "0 would make a save without an expiry immortal, and nothing is immortal here: entries that "
      + "never expire are what fills a cache until it falls over; give a time such as 24h or 90d"
}
