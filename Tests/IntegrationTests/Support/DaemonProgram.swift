import Glibc

/// The daemon's program: the one that TOKENCACHED names, or else the one that was built beside
/// these tests.
enum DaemonProgram {
  static let path: String = {
    if let named = getenv("TOKENCACHED") { return String(cString: named) }
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes {
      readlink("/proc/self/exe", $0.baseAddress!.assumingMemoryBound(to: CChar.self), $0.count)
    }
    let tests = String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    return tests.prefix(upTo: tests.lastIndex(of: "/") ?? tests.startIndex) + "/tokencached"
  }()

  /// Runs it where it is expected to give up, and returns how it ended and what it said.
  static func refusal(_ arguments: [String]) throws -> (end: ChildProcess.End, text: String) {
    let scratch = try Scratch()
    let process = try ChildProcess(path, arguments, outputFile: scratch.file("log"))
    guard let end = process.wait() else { throw Failure("the daemon runs with \(arguments)") }
    return (end, textOfFile(scratch.file("log")))
  }
}
