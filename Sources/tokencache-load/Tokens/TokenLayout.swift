/// The text that stands around the two random stretches of a value.
struct TokenLayout: Sendable {
  let lead: StaticString
  let middle: StaticString
  let tail: StaticString

  var size: Int {
    lead.utf8CodeUnitCount + middle.utf8CodeUnitCount + tail.utf8CodeUnitCount
  }

  /// Lays the text over `count` random bytes. A value too small for it stays random text.
  func stamp(on value: UnsafeMutablePointer<UInt8>, count: Int) {
    guard count >= size + 32 else { return }
    Self.put(lead, at: value)
    Self.put(middle, at: value + lead.utf8CodeUnitCount + (count - size) / 2)
    Self.put(tail, at: value + count - tail.utf8CodeUnitCount)
  }

  private static func put(_ text: StaticString, at place: UnsafeMutablePointer<UInt8>) {
    place.update(from: text.utf8Start, count: text.utf8CodeUnitCount)
  }
}

extension TokenLayout {
  /// What ATXP's store saves for an account.
  static let atxp = TokenLayout(
    lead: #"{"encrypted_access_token":""#, middle: #"","encrypted_refresh_token":""#,
    tail: #"","expires_at":null}"#)

  /// A bare access token (RFC 9068): header, claims and signature between dots.
  static let jwt = TokenLayout(
    lead: "eyJhbGciOiJSUzI1NiIsInR5cCI6ImF0K2p3dCJ9.", middle: ".", tail: "")

  /// The envelope of py-key-value, in which FastMCP keeps everything.
  static let fastMCP = TokenLayout(
    lead: #"{"created_at":"2026-01-01T00:00:00+00:00","ttl":3600,"value":{"token":""#,
    middle: #"","client_id":""#, tail: #""}}"#)

  /// A verifier that waits for its authorization code (RFC 7636).
  static let pkce = TokenLayout(
    lead: #"{"code_verifier":""#, middle: #"","resource":""#, tail: #""}"#)

  /// A dynamic client registration (RFC 7591).
  static let registration = TokenLayout(
    lead: #"{"client_id":""#, middle: #"","redirect_uris":["http://127.0.0.1/callback"],"x":""#,
    tail: #"","client_secret_expires_at":0}"#)
}
