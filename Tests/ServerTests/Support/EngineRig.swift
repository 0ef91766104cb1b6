import Configuration
import Dispatch
import Glibc
import SimulatedDisk

@testable import Persistence
@testable import Server

/// A whole engine with one client, on a simulated disk and a clock that stands still, driven turn by
/// turn from the test's own thread.
///
/// Nothing here waits for real time: a turn runs what is ready and lets the other queues finish.
final class EngineRig {
  private(set) var disk: SimulatedDisk
  let clock: ManualClock
  /// What the engine has said.
  let messages = Messages()
  var configuration: Configuration
  private(set) var engine: Engine?
  private var socket: Int32 = -1
  private var received: [UInt8] = []
  /// What the engine asks of the system.
  var system = SystemFacts.system
  /// Stands for what tells of changes in the data directory; the test's own to close.
  var directoryEvents: Int32 = -1
  /// What a sync of the daemon's own files takes.
  var syncTakesMs: Int64 = 0

  init(
    _ image: DiskImage = DiskImage(), wallMs: Int64 = ManualClock.epochMs,
    adjust: (inout Configuration) -> Void = { _ in }
  ) {
    disk = SimulatedDisk(image)
    clock = ManualClock(wallMs: wallMs)
    configuration = Configuration()
    configuration.directory = SimulatedDisk.directory
    configuration.maxMemoryBytes = 8 << 20
    configuration.journalSizeBytes = 1 << 20
    adjust(&configuration)
  }

  deinit { abandon() }

  // MARK: Life

  func start() throws(ServerError) {
    let engine = try Engine(
      configuration: configuration, configurationFile: nil, clock: clock.clock,
      files: files(), system: system,
      log: { [messages] _, text in messages.append(text) }, reconfigured: { _ in },
      stopRequested: {})
    try engine.queue.sync { () -> Result<Void, ServerError> in
      Result { () throws(ServerError) in
        try engine.open()
        // Turns are driven by hand.
        engine.wake.cancel()
        engine.storage.indexLoad.start()
      }
    }.get()
    self.engine = engine
    connect()
  }

  private func files() -> FileSystem {
    var system = disk.fileSystem
    system.watchDirectory = { [directoryEvents] _ in dup(directoryEvents) }
    guard syncTakesMs > 0 else { return system }
    system.syncData = { [clock, syncTakesMs, sync = system.syncData] in
      clock.pass(ms: syncTakesMs)
      return sync($0)
    }
    return system
  }

  private func connect() {
    socket = connectAnother()
    received.removeAll()
  }

  /// The test's end of a connection that has just been made.
  ///
  /// - Parameter isUnix: If not, the peer has an address of which nothing is known.
  func connectAnother(isUnix: Bool = true) -> Int32 {
    var pair: [Int32] = [-1, -1]
    precondition(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &pair) == 0, "no sockets")
    for descriptor in pair { _ = fcntl(descriptor, F_SETFL, O_NONBLOCK) }
    engine?.queue.sync { engine?.welcome(pair[1], isUnix: isUnix) }
    return pair[0]
  }

  /// A clean stop.
  func stop() {
    engine?.queue.sync { engine?.stop() }
    abandon()
  }

  /// Lets go of the engine as it is. Whatever it still does to the disk, the image taken before does
  /// not show.
  func abandon() {
    guard let engine else { return }
    settleQueues(engine)
    engine.queue.sync {
      for reference in engine.clients.references { engine.clients[reference].map(engine.drop) }
    }
    self.engine = nil
    close(socket)
  }

  /// The machine starts again with what the disk holds then.
  func reboot(with image: DiskImage) {
    abandon()
    disk = SimulatedDisk(image)
  }

  // MARK: Turns

  func turn() {
    guard let engine else { return }
    engine.queue.sync { _ = engine.loop.poll() }
    settleQueues(engine)
  }

  private func settleQueues(_ engine: Engine) {
    guard let storage = engine.storage else { return }
    // A sweep goes to the background queue by way of the writer's.
    storage.core.writerQueue.sync {}
    storage.core.readerQueue.sync {}
    storage.core.backgroundQueue.sync {}
    storage.journal.syncQueue.sync {}
  }

  /// Time passes, with a turn every 200 ms.
  func pass(ms: Int64) {
    var left = ms
    while left > 0 {
      clock.pass(ms: min(left, 200))
      left -= 200
      turn()
    }
    for _ in 0..<4 { turn() }
  }

  // MARK: Requests

  func send(_ words: [String]) {
    guard engine != nil else { return }
    var rest = EngineRig.request(words)[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { rest = rest.dropFirst(count) } else { turn() }
    }
  }

  /// Sends a short request on another connection.
  static func send(_ words: [String], to socket: Int32) {
    let bytes = request(words)
    precondition(
      Glibc.send(socket, bytes, bytes.count, Int32(MSG_NOSIGNAL)) == bytes.count, "not sent")
  }

  /// Whether another connection has received anything since the last time; takes it.
  static func hasInput(_ socket: Int32) -> Bool { !input(socket).isEmpty }

  /// Takes what another connection has received.
  static func input(_ socket: Int32) -> [UInt8] {
    var bytes: [UInt8] = []
    var chunk = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = recv(socket, &chunk, chunk.count, 0)
      guard count > 0 else { return bytes }
      bytes += chunk[..<count]
    }
  }

  /// Whether the engine has ended another connection, and everything that it sent has been taken.
  static func isClosed(_ socket: Int32) -> Bool {
    var byte: UInt8 = 0
    return recv(socket, &byte, 1, Int32(MSG_PEEK)) == 0
  }

  /// Sends bytes as they are on another connection, as many as it takes.
  static func write(_ text: String, to socket: Int32) {
    var text = text
    text.withUTF8 { _ = Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
  }

  /// Sends a short request on another connection and takes the reply; nil when none comes.
  func call(on socket: Int32, _ words: String..., turns: Int = 4) -> Reply? {
    EngineRig.write(String(decoding: EngineRig.request(words), as: UTF8.self), to: socket)
    var received: [UInt8] = []
    for _ in 0..<turns {
      turn()
      received += EngineRig.input(socket)
      if let reply = Reply.take(from: &received) { return reply }
    }
    return nil
  }

  /// What INFO says of a field.
  func info(_ field: String) -> Int? {
    guard case .bulk(let text)? = call("INFO", "everything") else { return nil }
    let line = text.split(separator: "\r\n").first { $0.hasPrefix("\(field):") }
    return line.flatMap { Int($0.dropFirst(field.utf8.count + 1)) }
  }

  private static func request(_ words: [String]) -> [UInt8] {
    var bytes = Array("*\(words.count)\r\n".utf8)
    for word in words { bytes += Array("$\(word.utf8.count)\r\n\(word)\r\n".utf8) }
    return bytes
  }

  /// The reply to the oldest request without one; nil while it is held back.
  func reply(turns: Int = 60) -> Reply? {
    guard engine != nil else { return nil }
    for turnNumber in 0..<turns {
      turn()
      received += EngineRig.input(socket)
      if let reply = Reply.take(from: &received) { return reply }
      if turnNumber > 3 { clock.pass(ms: 50) }
    }
    return nil
  }

  /// A field of `INFO persistence` as it stands there.
  func fact(_ field: String) -> String? {
    let lines = (call("INFO", "persistence")?.text ?? "").split(whereSeparator: \.isNewline)
    return lines.first { $0.hasPrefix(field + ":") }.map { String($0.dropFirst(field.count + 1)) }
  }

  func call(_ words: String...) -> Reply? {
    send(words)
    return reply()
  }
}
