import Glibc

/// The built daemon on a free port, in a directory of its own. Killed with its owner.
final class Daemon {
  let port: Int
  private let scratch: Scratch
  private let flags: [String]
  /// The directory of its database and journal.
  let directory: String
  private var process: ChildProcess

  /// Starts it and waits until it answers.
  ///
  /// - Parameter file: Text of its configuration file.
  convenience init(file: String = "", directory: String? = nil, _ flags: String...) throws {
    try self.init(file: file, directory: directory, flags: flags)
  }

  init(file: String = "", directory: String? = nil, flags: [String]) throws {
    scratch = try Scratch()
    self.directory = directory ?? scratch.file("data")
    port = try freePort()
    self.flags = flags
    _ = try scratch.write(file, to: Daemon.file)
    process = try Daemon.launch(scratch, port, self.directory, flags)
    try awaitAnswer()
  }

  private static let file = "tokencached.conf"

  /// Writes another configuration file, for the next start or reload.
  func configure(_ text: String) throws { _ = try scratch.write(text, to: Daemon.file) }

  /// The text of its configuration file.
  var configuration: String { textOfFile(scratch.file(Daemon.file)) }

  var log: String { textOfFile(scratch.file("log")) }
  var pid: pid_t { process.pid }

  func connect() throws -> RedisConnection { try RedisConnection(port: port) }

  func send(_ signal: Int32) { process.send(signal) }

  /// How it ended, waited for.
  func awaitEnd() throws -> ChildProcess.End {
    guard let end = process.wait() else { throw Failure("the daemon does not stop:\n\(log)") }
    return end
  }

  /// Stops it as systemd does, and takes nothing but a clean end.
  func stop() throws {
    send(SIGTERM)
    let end = try awaitEnd()
    guard end == .exit(EXIT_SUCCESS) else { throw Failure("the daemon ended with \(end):\n\(log)") }
  }

  func kill9() throws {
    process.kill9()
    guard process.end == .signal(SIGKILL) else {
      throw Failure("the daemon had ended before: \(String(describing: process.end)):\n\(log)")
    }
  }

  /// Starts it again in the same directory, when it has ended.
  ///
  /// - Returns: Milliseconds until it answered.
  @discardableResult
  func restart() throws -> Int64 {
    let beganMs = Time.monotonicMs
    process = try Daemon.launch(scratch, port, directory, flags)
    try awaitAnswer()
    return Time.monotonicMs - beganMs
  }

  /// Starts it again in the same directory, which may be damaged. False when it gives up as it should:
  /// with one line that says what to do.
  func startsOrRefuses() throws -> Bool {
    let logBefore = log
    process = try Daemon.launch(scratch, port, directory, flags)
    let hasDecided = eventually(everyMs: 2) {
      process.hasEnded || (try? connect())?.isAnswering == true
    }
    guard hasDecided else { throw Failure("the daemon neither starts nor gives up:\n\(log)") }
    guard let end = process.end else { return true }
    let said = String(log.dropFirst(logBefore.count))
    guard end == .exit(1), said.isRefusal, said.contains("tokens.db") else {
      throw Failure("the daemon ended with \(end):\n\(said)")
    }
    return false
  }

  /// Limits the size of every file that it writes (RLIMIT_FSIZE); nil for no limit.
  func limitFileSize(bytes: Int?) throws {
    let limit = bytes.map(String.init) ?? "unlimited"
    // Glibc's module lacks prlimit(2).
    _ = try Tool(name: "prlimit").run(["--pid", "\(pid)", "--fsize=\(limit):unlimited"])
  }

  private static func launch(
    _ scratch: Scratch, _ port: Int, _ directory: String, _ flags: [String]
  ) throws -> ChildProcess {
    try ChildProcess(
      DaemonProgram.path,
      [scratch.file(file), "--port", "\(port)", "--dir", directory] + flags,
      outputFile: scratch.file("log"))
  }

  private func awaitAnswer() throws {
    let answers = try eventually(everyMs: 2) {
      guard !process.hasEnded else { throw Failure("the daemon does not start:\n\(log)") }
      return (try? connect())?.isAnswering == true
    }
    guard answers else { throw Failure("the daemon does not answer:\n\(log)") }
  }
}

extension RedisConnection {
  /// Any answer will do: with a password it is an error.
  fileprivate var isAnswering: Bool { (try? self("PING")) != nil }
}

extension String {
  /// Whether a log tells in one line why the start has failed, and nothing else but that there was one.
  var isRefusal: Bool {
    let lines = split(separator: "\n").filter { !$0.contains(" notice ") }
    return lines.count == 1 && lines[0].contains(" critical ")
  }
}
