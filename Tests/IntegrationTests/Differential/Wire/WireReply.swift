/// A reply as it stands on the wire, of RESP2 and RESP3 alike, so that nothing of its shape is lost.
indirect enum WireReply: Equatable {
  /// `+ - : _ # , (`: the type and the rest of its line.
  case line(UInt8, [UInt8])
  /// `$ = !`: the type and its bytes; nil for the null of RESP2.
  case bulk(UInt8, [UInt8]?)
  /// `* ~ % >`: the type and its elements, a map's keys and values in turn; nil for RESP2's null.
  case group(UInt8, [WireReply]?)

  /// - Parameter bytes: One whole reply.
  init(_ bytes: ArraySlice<UInt8>) {
    var parser = WireParser(rest: bytes)
    self = parser.next()
  }

  var isNull: Bool {
    switch self {
    case .line(let type, _): type == UInt8(ascii: "_")
    case .bulk(_, let bytes): bytes == nil
    case .group(_, let elements): elements == nil
    }
  }

  var integer: Int64? {
    guard case .line(UInt8(ascii: ":"), let digits) = self else { return nil }
    return Int64(String(decoding: digits, as: UTF8.self))
  }

  /// The text of an error, its code included; nil for anything else.
  var error: String? {
    guard case .line(UInt8(ascii: "-"), let text) = self else { return nil }
    return String(decoding: text, as: UTF8.self)
  }

  /// The text of a string, simple or bulk.
  var text: String? {
    switch self {
    case .line(UInt8(ascii: "+"), let bytes), .bulk(_, .some(let bytes)):
      String(decoding: bytes, as: UTF8.self)
    default: nil
    }
  }

  var elements: [WireReply]? {
    if case .group(_, let elements) = self { elements } else { nil }
  }
}

extension WireReply: CustomStringConvertible {
  var description: String {
    switch self {
    case .line(let type, let bytes): "\(Unicode.Scalar(type))\(shown(bytes))"
    case .bulk(let type, .some(let bytes)): "\(Unicode.Scalar(type))\"\(shown(bytes))\""
    case .group(let type, .some(let elements)): "\(Unicode.Scalar(type))\(elements)"
    case .bulk(let type, nil), .group(let type, nil): "\(Unicode.Scalar(type))-1"
    }
  }
}

/// Bytes for people: what is not printable is escaped, and the middle of long texts left out.
func shown(_ bytes: [UInt8]) -> String {
  let text = bytes.prefix(160).map { byte in
    (0x20..<0x7F).contains(byte)
      ? String(Unicode.Scalar(byte)) : "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
  }
  return text.joined() + (bytes.count > 160 ? "… (\(bytes.count) bytes)" : "")
}

/// Takes whole replies apart.
private struct WireParser {
  var rest: ArraySlice<UInt8>

  mutating func next() -> WireReply {
    let type = rest.removeFirst()
    let line = takeLine()
    let count = Int(String(decoding: line, as: UTF8.self)) ?? 0
    switch type {
    case UInt8(ascii: "$"), UInt8(ascii: "="), UInt8(ascii: "!"):
      return .bulk(type, count < 0 ? nil : takeBulk(count))
    case UInt8(ascii: "*"), UInt8(ascii: "~"), UInt8(ascii: ">"), UInt8(ascii: "%"):
      let elements = type == UInt8(ascii: "%") ? count * 2 : count
      return .group(type, count < 0 ? nil : (0..<elements).map { _ in next() })
    default: return .line(type, line)
    }
  }

  private mutating func takeLine() -> [UInt8] {
    let line = rest.prefix { $0 != UInt8(ascii: "\r") }
    rest = rest.dropFirst(line.count + 2)
    return Array(line)
  }

  private mutating func takeBulk(_ count: Int) -> [UInt8] {
    defer { rest = rest.dropFirst(count + 2) }
    return Array(rest.prefix(count))
  }
}
