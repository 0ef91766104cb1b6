import Configuration

/// What SIGHUP takes over from a configuration read again.
struct Reload: Equatable {
  let configuration: Configuration
  /// Names of changed settings that a running daemon does not take over.
  let waitingForRestart: [String]

  /// - Parameters:
  ///   - running: What the daemon runs with.
  ///   - wanted: What file and flags say now.
  init(running: Configuration, wanted: Configuration) {
    var taken = running
    taken.logLevel = wanted.logLevel
    configuration = taken
    waitingForRestart = Setting.all.filter {
      $0.rendered(wanted) != $0.rendered(taken)
    }.map(\.name)
  }
}
