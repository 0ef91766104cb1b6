import CHiredis

/// A reply as hiredis understood it.
enum Reply: Equatable {
  case status(String)
  case error(String)
  case integer(Int)
  case bulk(String)
  case array([Reply])
  case null

  static let ok = Reply.status("OK")

  init(_ reply: UnsafePointer<redisReply>) throws {
    switch reply.pointee.type {
    case REDIS_REPLY_STATUS: self = .status(Reply.text(reply))
    case REDIS_REPLY_ERROR: self = .error(Reply.text(reply))
    case REDIS_REPLY_STRING: self = .bulk(Reply.text(reply))
    case REDIS_REPLY_INTEGER: self = .integer(Int(reply.pointee.integer))
    case REDIS_REPLY_NIL: self = .null
    case REDIS_REPLY_ARRAY:
      self = .array(
        try (0..<reply.pointee.elements).map { try Reply(reply.pointee.element[$0]!) })
    default: throw Failure("hiredis gave a reply of type \(reply.pointee.type)")
    }
  }

  var integer: Int? {
    if case .integer(let number) = self { number } else { nil }
  }

  var text: String? {
    switch self {
    case .status(let text), .error(let text), .bulk(let text): text
    case .integer, .array, .null: nil
    }
  }

  var error: String? {
    if case .error(let text) = self { text } else { nil }
  }

  var elements: [Reply]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  private static func text(_ reply: UnsafePointer<redisReply>) -> String {
    let bytes = UnsafeRawBufferPointer(start: reply.pointee.str, count: Int(reply.pointee.len))
    return String(decoding: bytes, as: UTF8.self)
  }
}
