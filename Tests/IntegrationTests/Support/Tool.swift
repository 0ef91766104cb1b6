import Glibc

/// A program of this machine that a test runs to its end.
struct Tool {
  let name: String

  static let redisCli = Tool(name: "redis-cli")
  static let sqlite = Tool(name: "sqlite3")

  /// Whether it is on PATH, or where its name says.
  var isInstalled: Bool {
    if name.contains("/") { return access(name, X_OK) == 0 }
    let path = getenv("PATH").map { String(cString: $0) } ?? ""
    return path.split(separator: ":").contains { access("\($0)/\(name)", X_OK) == 0 }
  }

  /// Runs it and returns what it printed.
  func run(_ arguments: [String], limitMs: Int64 = 30_000) throws -> String {
    let scratch = try Scratch()
    let output = scratch.file("output")
    let process = try ChildProcess(name, arguments, outputFile: output)
    guard let end = process.wait(limitMs: limitMs) else {
      throw Failure("\(name) \(arguments) does not end: \(textOfFile(output))")
    }
    let text = textOfFile(output)
    guard end == .exit(0) else { throw Failure("\(name) \(arguments): \(end): \(text)") }
    return text
  }
}
