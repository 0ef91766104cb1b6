import Glibc

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
