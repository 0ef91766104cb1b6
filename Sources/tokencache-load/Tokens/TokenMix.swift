import ArgumentParser

/// What real stores keep: sizes, lifetimes and their shares.
enum TokenMix: String, CaseIterable, ExpressibleByArgument {
  case jwt, atxp, fastmcp, oauth

  var kinds: [TokenKind] {
    switch self {
    case .jwt:
      [TokenKind(prefix: "jwt:", layout: .jwt, valueSize: 900, ttlSeconds: 3600)]
    case .atxp:
      // 54 bytes of key, 391 of value, no expiry: the token of the incident.
      [TokenKind(prefix: "oauth:accesstoken:", layout: .atxp, valueSize: 391)]
    case .fastmcp:
      [TokenKind(prefix: "mcp-tokens::", layout: .fastMCP, valueSize: 300, ttlSeconds: 31_536_000)]
    case .oauth: Self.authorizationServer
    }
  }

  /// All that an authorization server and the sessions before it keep.
  private static let authorizationServer = [
    TokenKind(
      share: 40, prefix: "oauth:access_token:", layout: .jwt, valueSize: 900, ttlSeconds: 3600),
    TokenKind(
      share: 25, prefix: "oauth:refresh_token:", layout: .fastMCP, valueSize: 300,
      ttlSeconds: 31_536_000),
    TokenKind(share: 15, prefix: "oauth:account:", layout: .atxp, valueSize: 391),
    TokenKind(
      share: 12, prefix: "sess:", layout: .fastMCP, valueSize: 250, ttlSeconds: 86_400),
    TokenKind(share: 5, prefix: "oauth:pkce:", layout: .pkce, valueSize: 160, ttlSeconds: 600),
    TokenKind(
      share: 3, prefix: "oauth:client_credentials:", layout: .registration, valueSize: 600),
  ]
}

/// The tokens of one kind: what their keys begin with, what their values look like, how long they live.
///
/// A class, because every operation asks for the kind of its key: one reference is counted and
/// nothing copied.
final class TokenKind: Sendable {
  /// Out of a hundred keys, how many are of this kind.
  let share: UInt64
  let prefix: [UInt8]
  let layout: TokenLayout
  let valueSize: Int
  /// Lifetime that a save names, in seconds; 0 for a plain SET.
  let ttlSeconds: Int

  init(
    share: UInt64 = 100, prefix: String, layout: TokenLayout, valueSize: Int, ttlSeconds: Int = 0
  ) {
    self.share = share
    self.prefix = Array(prefix.utf8)
    self.layout = layout
    self.valueSize = valueSize
    self.ttlSeconds = ttlSeconds
  }
  /// The same kind with `mark` before its prefix and a lifetime of `ttlSeconds` at most.
  func marked(_ mark: String, ttlSeconds: Int) -> TokenKind {
    TokenKind(
      share: share, prefix: mark + String(decoding: prefix, as: UTF8.self), layout: layout,
      valueSize: valueSize,
      ttlSeconds: self.ttlSeconds == 0 ? ttlSeconds : min(self.ttlSeconds, ttlSeconds))
  }
}
