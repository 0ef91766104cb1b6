/// The text that stands around the two random stretches of a value.
struct TokenLayout: Sendable {
  let lead: [UInt8]
  let middle: [UInt8]
  let tail: [UInt8]

  init(lead: String, middle: String, tail: String) {
    self.lead = Array(lead.utf8)
    self.middle = Array(middle.utf8)
    self.tail = Array(tail.utf8)
  }

  var size: Int { lead.count + middle.count + tail.count }

  /// Lays the text over `count` random bytes. A value too small for it stays random text.
  func stamp(on value: UnsafeMutablePointer<UInt8>, count: Int) {
    guard count >= size + 32 else { return }
    value.update(from: lead, count: lead.count)
    (value + lead.count + (count - size) / 2).update(from: middle, count: middle.count)
    (value + count - tail.count).update(from: tail, count: tail.count)
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
