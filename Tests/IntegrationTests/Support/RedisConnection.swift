import CHiredis
import Glibc

/// A connection through hiredis, a client that owes nothing to this project. One thread at a time.
final class RedisConnection {
  private let context: UnsafeMutablePointer<redisContext>
  private static let patience = timeval(tv_sec: 60, tv_usec: 0)

  convenience init(port: Int) throws {
    try self.init(redisConnectWithTimeout("127.0.0.1", Int32(port), RedisConnection.patience))
  }

  convenience init(unixSocket path: String) throws {
    try self.init(redisConnectUnixWithTimeout(path, RedisConnection.patience))
  }

  private init(_ opened: UnsafeMutablePointer<redisContext>?) throws {
    guard let opened else { throw Failure("hiredis: out of memory") }
    guard opened.pointee.err == 0 else {
      defer { redisFree(opened) }
      throw Failure("hiredis: \(RedisConnection.problem(opened))")
    }
    context = opened
    keepFromChildren(context.pointee.fd)
    redisSetTimeout(context, RedisConnection.patience)
  }

  deinit { redisFree(context) }

  /// Sends one command and waits for its reply.
  func callAsFunction(_ words: String...) throws -> Reply {
    append(words)
    return try receive()
  }

  /// Queues one command; it leaves with the next `receive`.
  func append(_ words: [String]) {
    var pointers = words.map { UnsafePointer(strdup($0)) }
    defer { for pointer in pointers { free(UnsafeMutablePointer(mutating: pointer)) } }
    redisAppendCommandArgv(context, Int32(words.count), &pointers, words.map(\.utf8.count))
  }

  /// The next reply, waited for.
  func receive() throws -> Reply {
    var object: UnsafeMutableRawPointer?
    guard redisGetReply(context, &object) == REDIS_OK, let object else {
      throw Failure("hiredis: \(RedisConnection.problem(context))")
    }
    defer { freeReplyObject(object) }
    // Safe: hiredis' own reader makes nothing else.
    return try Reply(object.assumingMemoryBound(to: redisReply.self))
  }

  /// Sends many commands before it reads a reply.
  func pipeline(_ commands: [[String]]) throws -> [Reply] {
    commands.forEach(append)
    return try commands.map { _ in try receive() }
  }

  private static func problem(_ context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafeBytes(of: context.pointee.errstr) { bytes in
      String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}
