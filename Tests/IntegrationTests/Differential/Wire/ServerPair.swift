import Glibc

/// redis-server and the daemon, to be asked the same.
final class ServerPair {
  let redis: RedisServer
  let daemon: Daemon

  init(_ flags: [String] = []) throws {
    redis = try RedisServer()
    daemon = try Daemon(flags: flags)
  }

  func connect() throws -> ConnectionPair {
    ConnectionPair(
      theirs: try WireConnection(port: redis.port), ours: try WireConnection(port: daemon.port))
  }
}

/// A connection to each of the two servers.
final class ConnectionPair {
  let theirs: WireConnection
  let ours: WireConnection

  init(theirs: WireConnection, ours: WireConnection) {
    self.theirs = theirs
    self.ours = ours
  }

  /// Sends the same to both and waits until `isComplete` of either, or its end.
  func exchange(_ request: [UInt8], until isComplete: (WireConnection) -> Bool) throws {
    for side in [theirs, ours] {
      side.forget()
      try side.begin(request)
    }
    try wait([theirs, ours], until: isComplete)
  }

  /// Sends the same to both, without letting go of what has come before.
  func send(_ request: [UInt8], until isComplete: (WireConnection) -> Bool) throws {
    for side in [theirs, ours] { try side.begin(request) }
    try wait([theirs, ours], until: isComplete)
  }

  /// Waits until as much has come from one as from the other, and nothing more comes.
  func settle() throws {
    _ = try eventually(limitMs: 2_000, everyMs: 10) {
      let before = theirs.input.count + ours.input.count
      usleep(10_000)
      for side in [theirs, ours] { try side.advance() }
      let isQuiet = theirs.input.count + ours.input.count == before
      return isQuiet && theirs.scanner.replies.count == ours.scanner.replies.count
    }
  }

  /// Asks one of them alone.
  func ask(_ side: WireConnection, _ request: [UInt8]) throws -> WireReply {
    side.forget()
    try side.begin(request)
    try wait([side]) { $0.scanner.answerCount > 0 }
    guard let reply = side.scanner.replies.last else { throw Failure("a connection ended") }
    return WireReply(side.input[reply])
  }

  /// Everything that both answer until they close, when nothing more is sent.
  func readToEnd(_ request: [UInt8]) throws {
    for side in [theirs, ours] {
      side.forget()
      try side.begin(request)
      if !side.hasOutput { side.endWriting() }
    }
    try wait([theirs, ours]) { _ in false }
  }

  private func wait(
    _ sides: [WireConnection], until isComplete: (WireConnection) -> Bool
  ) throws {
    var silences = 0
    while true {
      let waiting = sides.filter { $0.hasOutput || !($0.hasEnded || isComplete($0)) }
      if waiting.isEmpty { return }
      var polled = waiting.map { side in
        pollfd(
          fd: side.descriptor, events: Int16(POLLIN | (side.hasOutput ? POLLOUT : 0)), revents: 0)
      }
      // A machine may stand still for a while: what counts is how often was asked.
      if poll(&polled, nfds_t(polled.count), 1000) == 0 { silences += 1 }
      guard silences < 60 else {
        throw Failure(
          "no reply from \(waiting.map { $0 === theirs ? "redis-server" : "the daemon" })")
      }
      for side in waiting { try side.advance() }
    }
  }
}
