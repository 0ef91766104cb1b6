/// A reply as RESP2 writes it.
enum Reply: Equatable {
  case status(String)
  case error(String)
  case integer(Int64)
  case bulk(String)
  case null
  case array([Reply])

  static let ok = Reply.status("OK")

  var isError: Bool { if case .error = self { true } else { false } }

  var text: String? {
    switch self {
    case .status(let text), .error(let text), .bulk(let text): text
    case .integer, .null, .array: nil
    }
  }

  /// Takes a whole reply from the front of `bytes`; nil, and nothing taken, when it is not complete.
  static func take(from bytes: inout [UInt8]) -> Reply? {
    var offset = 0
    guard let reply = parse(bytes, &offset) else { return nil }
    bytes.removeFirst(offset)
    return reply
  }

  private static func parse(_ bytes: [UInt8], _ offset: inout Int) -> Reply? {
    guard let end = bytes[offset...].firstIndex(of: 10) else { return nil }
    let line = String(decoding: bytes[(offset + 1)..<(end - 1)], as: UTF8.self)
    let kind = bytes[offset]
    offset = end + 1
    switch kind {
    case UInt8(ascii: "+"): return .status(line)
    case UInt8(ascii: "-"): return .error(line)
    case UInt8(ascii: ":"): return .integer(Int64(line) ?? .min)
    case UInt8(ascii: "$"): return bulk(bytes, Int(line) ?? -1, &offset)
    default: return array(bytes, Int(line) ?? -1, &offset)
    }
  }

  private static func bulk(_ bytes: [UInt8], _ count: Int, _ offset: inout Int) -> Reply? {
    guard count >= 0 else { return .null }
    guard bytes.count >= offset + count + 2 else { return nil }
    defer { offset += count + 2 }
    return .bulk(String(decoding: bytes[offset..<(offset + count)], as: UTF8.self))
  }

  private static func array(_ bytes: [UInt8], _ count: Int, _ offset: inout Int) -> Reply? {
    guard count >= 0 else { return .null }
    var elements: [Reply] = []
    for _ in 0..<count {
      guard offset < bytes.count, let element = parse(bytes, &offset) else { return nil }
      elements.append(element)
    }
    return .array(elements)
  }
}
