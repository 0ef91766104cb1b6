/// Heads of compound replies; the elements follow as replies of their own.
extension ReplyBuffer {
  /// `count` replies follow.
  public mutating func array(_ count: Int) {
    head(UInt8(ascii: "*"), count)
  }

  /// `count` pairs of key and value follow: 2 × `count` replies, an array of them in RESP2.
  public mutating func map(_ count: Int) {
    if version == .resp3 { head(UInt8(ascii: "%"), count) } else { array(count * 2) }
  }

  /// `count` distinct replies follow; an array in RESP2.
  public mutating func set(_ count: Int) {
    head(version == .resp3 ? UInt8(ascii: "~") : UInt8(ascii: "*"), count)
  }

  /// `count` replies follow that answer no request; an array in RESP2.
  public mutating func push(_ count: Int) {
    head(version == .resp3 ? UInt8(ascii: ">") : UInt8(ascii: "*"), count)
  }

  private mutating func head(_ type: UInt8, _ count: Int) {
    precondition(count >= 0, "a compound reply has no negative length")
    number(type, Int64(count))
  }
}
