import CHiredis
import Glibc

/// One reply as the workloads need it: its kind, its integer, its bytes. The bytes are valid until
/// the connection's next reply is read.
struct Reply {
  enum Kind {
    case text, status, integer, null, error, array
  }

  var kind = Kind.null
  var integer: Int64 = 0
  var bytes = UnsafeMutableRawBufferPointer(start: nil, count: 0)

  /// The error or status text.
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func matches(_ expected: UnsafeRawPointer, count: Int) -> Bool {
    kind == .text && bytes.count == count
      && (count == 0 || memcmp(bytes.baseAddress!, expected, count) == 0)
  }
}

/// Receives replies from hiredis' parser without an allocation for each: the parser calls these
/// functions instead of building `redisReply` objects, and one slot for each connection takes what
/// they are given. (hiredis documents this seam for language bindings:
/// https://github.com/redis/hiredis#reply-parsing-api.)
struct ReplySlot {
  private(set) var reply = Reply()
  private var storage = UnsafeMutableRawBufferPointer.allocate(byteCount: 1024, alignment: 16)

  /// Safe: written once before any thread starts and only read after that.
  nonisolated(unsafe) static let parserFunctions = makeParserFunctions()

  func release() {
    storage.deallocate()
  }

  /// Keeps a reply. Elements inside an array are read past: no workload asks for one.
  fileprivate mutating func keep(_ kind: Reply.Kind, integer: Int64 = 0) {
    reply = Reply(kind: kind, integer: integer, bytes: .init(start: nil, count: 0))
  }

  fileprivate mutating func keep(_ kind: Reply.Kind, _ text: UnsafePointer<CChar>, count: Int) {
    if count > storage.count {
      storage.deallocate()
      storage = .allocate(byteCount: count * 2, alignment: 16)
    }
    if count > 0 { memcpy(storage.baseAddress!, text, count) }
    let bytes = UnsafeMutableRawBufferPointer(rebasing: storage[0..<count])
    reply = Reply(kind: kind, integer: 0, bytes: bytes)
  }
}

private typealias Task = UnsafePointer<redisReadTask>

/// The slot of the connection that a parser task belongs to.
private func slot(_ task: Task) -> UnsafeMutablePointer<ReplySlot> {
  // Safe: `Connection` stores its slot as the reader's private data before the first reply.
  task.pointee.privdata.assumingMemoryBound(to: ReplySlot.self)
}

private func makeParserFunctions() -> UnsafeMutablePointer<redisReplyObjectFunctions> {
  let functions = UnsafeMutablePointer<redisReplyObjectFunctions>.allocate(capacity: 1)
  functions.initialize(to: redisReplyObjectFunctions())
  functions.pointee.createString = { task, text, count in
    guard let task, let text else { return nil }
    if task.pointee.parent == nil { slot(task).pointee.keep(kind(of: task), text, count: count) }
    return UnsafeMutableRawPointer(slot(task))
  }
  functions.pointee.createArray = { task, _ in keepPlain(task, .array) }
  functions.pointee.createNil = { task in keepPlain(task, .null) }
  functions.pointee.createInteger = { task, integer in
    keepPlain(task, .integer, integer: integer)
  }
  functions.pointee.freeObject = { _ in }
  return functions
}

private func kind(of task: Task) -> Reply.Kind {
  switch task.pointee.type {
  case REDIS_REPLY_ERROR: .error
  case REDIS_REPLY_STATUS: .status
  default: .text
  }
}

private func keepPlain(
  _ task: Task?, _ kind: Reply.Kind, integer: Int64 = 0
) -> UnsafeMutableRawPointer? {
  guard let task else { return nil }
  if task.pointee.parent == nil { slot(task).pointee.keep(kind, integer: integer) }
  return UnsafeMutableRawPointer(slot(task))
}
