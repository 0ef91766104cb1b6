import Glibc

/// A program that a test has started.
final class ChildProcess {
  let pid: pid_t
  /// How it ended, once that is known.
  private(set) var end: End?

  enum End: Equatable {
    case exit(Int32)
    case signal(Int32)
  }

  /// Starts a program; what it prints goes to a file.
  init(_ program: String, _ arguments: [String], outputFile: String) throws {
    pid = try ChildProcess.spawn(program, arguments, outputFile)
  }

  deinit { kill9() }

  func send(_ signal: Int32) {
    if end == nil { kill(pid, signal) }
  }

  /// Ends it the hard way, if it still runs.
  func kill9() {
    send(SIGKILL)
    _ = wait()
  }

  /// How it ended, waited for; nil if it still runs after `limitMs`.
  func wait(limitMs: Int64 = 30_000) -> End? {
    _ = eventually(limitMs: limitMs, everyMs: 2) { hasEnded }
    return end
  }

  var hasEnded: Bool {
    var status: Int32 = 0
    if end == nil, waitpid(pid, &status, WNOHANG) == pid { end = ChildProcess.decode(status) }
    return end != nil
  }

  private static func decode(_ status: Int32) -> End {
    let signal = status & 0x7F
    return signal == 0 ? .exit(status >> 8 & 0xFF) : .signal(signal)
  }

  private static func spawn(
    _ program: String, _ arguments: [String], _ outputFile: String
  ) throws -> pid_t {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
    posix_spawn_file_actions_addopen(
      &actions, 1, outputFile, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    posix_spawn_file_actions_adddup2(&actions, 1, 2)
    // What other tests have open at this moment is not for the child: a daemon counts descriptors.
    // One that is not open is passed over.
    for descriptor in Int32(3)..<1_024 {
      posix_spawn_file_actions_addclose(&actions, descriptor)
    }
    var words = ([program] + arguments).map { strdup($0) }
    defer { for word in words { free(word) } }
    words.append(nil)
    var pid: pid_t = 0
    let code = posix_spawnp(&pid, program, &actions, nil, words, environ)
    guard code == 0 else {
      throw Failure("cannot start \(program): \(String(cString: strerror(code)))")
    }
    return pid
  }
}
