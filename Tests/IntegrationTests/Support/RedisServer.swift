import Glibc

/// redis-server on a free port, without a database file. Killed with its owner.
///
/// The program is the one that `REDIS_SERVER` names, or else the one on PATH.
final class RedisServer {
  let port: Int
  private let scratch: Scratch
  private let process: ChildProcess

  static let program = Tool(
    name: getenv("REDIS_SERVER").map { String(cString: $0) } ?? "redis-server")

  init() throws {
    scratch = try Scratch()
    port = try freePort()
    process = try ChildProcess(
      RedisServer.program.name,
      [
        "--port", "\(port)", "--bind", "127.0.0.1", "--dir", scratch.path, "--save", "",
        "--appendonly", "no",
      ], outputFile: scratch.file("log"))
    let answers = eventually(everyMs: 2) { (try? RedisConnection(port: port)("PING")) != nil }
    guard answers else { throw Failure("redis-server: \(textOfFile(scratch.file("log")))") }
  }
}
