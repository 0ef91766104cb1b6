import Glibc

/// The built daemon on a free port, in a directory of its own. Killed with its owner.
final class Daemon {
  let port: Int
  private let scratch: Scratch
  private let flags: [String]
  private var process: ChildProcess

  /// Starts it and waits until it answers.
  ///
  /// - Parameter file: Text of its configuration file.
  convenience init(file: String = "", _ flags: String...) throws {
    try self.init(file: file, flags: flags)
  }

  init(file: String = "", flags: [String]) throws {
    scratch = try Scratch()
    port = try freePort()
    self.flags = flags
    _ = try scratch.write(file, to: Daemon.file)
    process = try Daemon.launch(scratch, port, flags)
    try awaitAnswer()
  }

  private static let file = "tokencached.conf"

  /// Writes another configuration file, for the next start or reload.
  func configure(_ text: String) throws { _ = try scratch.write(text, to: Daemon.file) }

  /// The text of its configuration file.
  var configuration: String { textOfFile(scratch.file(Daemon.file)) }

  /// The directory of its database and journal.
  var directory: String { Daemon.directory(scratch) }
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
    process = try Daemon.launch(scratch, port, flags)
    try awaitAnswer()
    return Time.monotonicMs - beganMs
  }

  private static func directory(_ scratch: Scratch) -> String { scratch.file("data") }

  private static func launch(_ scratch: Scratch, _ port: Int, _ flags: [String]) throws
    -> ChildProcess
  {
    try ChildProcess(
      DaemonProgram.path,
      [scratch.file(file), "--port", "\(port)", "--dir", directory(scratch)] + flags,
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
