import CHiredis
import Glibc

/// One client connection through hiredis, driven without blocking. Belongs to one thread at a time.
final class Connection {
  private let context: UnsafeMutablePointer<redisContext>
  private let slot: UnsafeMutablePointer<ReplySlot>
  /// Takes hiredis' place for a server that does not speak RESP.
  private let memcached: MemcachedText?
  let endpoint: Endpoint

  var descriptor: Int32 { context.pointee.fd }

  /// Connects, waiting five seconds at most.
  init(to endpoint: Endpoint, dialect: Dialect = .resp) throws(LoadFailure) {
    self.endpoint = endpoint
    memcached = dialect == .memcached ? MemcachedText() : nil
    guard let opened = Self.open(endpoint) else { throw LoadFailure("hiredis: out of memory") }
    guard opened.pointee.err == 0 else {
      defer { redisFree(opened) }
      throw LoadFailure("cannot connect to \(endpoint): \(Self.problem(of: opened))")
    }
    context = opened
    slot = .allocate(capacity: 1)
    slot.initialize(to: ReplySlot())
    adoptSlot()
    stopBlocking()
  }

  deinit {
    redisFree(context)
    slot.pointee.release()
    slot.deinitialize(count: 1)
    slot.deallocate()
  }

  /// Queues one command; `flush` sends it.
  func append(
    _ count: Int32, _ arguments: UnsafeMutablePointer<UnsafePointer<CChar>?>,
    _ sizes: UnsafePointer<Int>
  ) {
    // Fails only without memory; then the reply never comes and the run ends with the error.
    if let memcached {
      memcached.encode(count, arguments, sizes).withUnsafeBytes { bytes in
        let text = bytes.baseAddress!.assumingMemoryBound(to: CChar.self)
        _ = redisAppendFormattedCommand(context, text, bytes.count)
      }
      return
    }
    _ = redisAppendCommandArgv(context, count, arguments, sizes)
  }

  /// Sends what is queued, as far as the socket takes it. Returns whether all of it went.
  func flush() throws(LoadFailure) -> Bool {
    var done: Int32 = 0
    guard redisBufferWrite(context, &done) == REDIS_OK else { throw failure() }
    return done == 1
  }

  /// Takes what the socket has into the parser.
  func fill() throws(LoadFailure) {
    if let memcached {
      guard memcached.fill(from: descriptor) else {
        throw LoadFailure("lost the connection to \(endpoint)")
      }
      return
    }
    guard redisBufferRead(context) == REDIS_OK else { throw failure() }
  }

  /// The next complete reply, nil when more bytes must come first.
  func nextReply() throws(LoadFailure) -> Reply? {
    if let memcached { return memcached.nextReply() }
    var object: UnsafeMutableRawPointer?
    guard redisReaderGetReply(context.pointee.reader, &object) == REDIS_OK else {
      throw LoadFailure("\(endpoint) sent what is not RESP: \(Self.readerProblem(of: context))")
    }
    return object == nil ? nil : slot.pointee.reply
  }

  private static func open(_ endpoint: Endpoint) -> UnsafeMutablePointer<redisContext>? {
    let patience = timeval(tv_sec: 5, tv_usec: 0)
    return switch endpoint {
    case .tcp(let host, let port): redisConnectWithTimeout(host, port, patience)
    case .unix(let path): redisConnectUnixWithTimeout(path, patience)
    }
  }

  private func adoptSlot() {
    let reader: UnsafeMutablePointer<redisReader> = context.pointee.reader
    reader.pointee.fn = ReplySlot.parserFunctions
    reader.pointee.privdata = UnsafeMutableRawPointer(slot)
  }

  private func stopBlocking() {
    context.pointee.flags &= ~REDIS_BLOCK
    let flags = fcntl(descriptor, F_GETFL)
    _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
  }

  private func failure() -> LoadFailure {
    LoadFailure("lost the connection to \(endpoint): \(Self.problem(of: context))")
  }

  private static func problem(of context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafeBytes(of: &context.pointee.errstr) { text in
      String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
  }

  private static func readerProblem(of context: UnsafeMutablePointer<redisContext>) -> String {
    withUnsafeBytes(of: &context.pointee.reader.pointee.errstr) { text in
      String(decoding: text.prefix { $0 != 0 }, as: UTF8.self)
    }
  }
}

extension Connection {
  /// How many keys the server holds in the database that the load uses.
  /// https://redis.io/docs/latest/commands/dbsize/
  func keyCount() throws(LoadFailure) -> Int64 {
    let word: StaticString = "DBSIZE"
    // Safe: the text of a static string lives as long as the process.
    word.withUTF8Buffer { bytes in
      var argument = UnsafeRawPointer(bytes.baseAddress)?.assumingMemoryBound(to: CChar.self)
      var size = bytes.count
      append(1, &argument, &size)
    }
    try flushAll()
    let reply = try awaitReply()
    guard reply.kind == .integer else { throw LoadFailure("\(endpoint): \(reply.text)") }
    return reply.integer
  }
}

extension Connection {
  /// The next reply, waited for. Throws the server's own text when it is an error.
  func awaitReply() throws(LoadFailure) -> Reply {
    while true {
      if let reply = try nextReply() {
        guard reply.kind != .error else { throw LoadFailure("\(endpoint) answered: \(reply.text)") }
        return reply
      }
      wait(for: POLLIN)
      try fill()
    }
  }

  /// Sends what is queued to the last byte.
  func flushAll() throws(LoadFailure) {
    while try !flush() { wait(for: POLLOUT) }
  }

  private func wait(for event: Int32) {
    var polled = pollfd(fd: descriptor, events: Int16(event), revents: 0)
    _ = poll(&polled, 1, -1)
  }
}
