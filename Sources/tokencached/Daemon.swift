import CLinux
import Configuration
import Dispatch
import Glibc
import Logging
import Server
import Synchronization

/// The daemon's life: start, serve, reload, stop.
final class Daemon: Sendable {
  private struct State {
    var server: Server?
    var isStopping = false
    var isReloadDue = false
    /// What it serves on, for the service manager.
    var status = ""
  }

  private let configuration: Configuration
  private let file: String?
  private let flags: [String]
  private let state = Mutex(State())
  private let threshold: LogThreshold
  private let log: Logger
  private let notifier = ServiceNotifier.fromEnvironment()

  /// - Parameters:
  ///   - file: Where `configuration` came from, to read it again on SIGHUP.
  ///   - flags: The flags that were laid over it.
  init(configuration: Configuration, file: String?, flags: [String]) {
    self.configuration = configuration
    self.file = file
    self.flags = flags
    let threshold = LogThreshold(Logger.Level(configuration.logLevel))
    let style = LogLine.Style.forStandardError()
    self.threshold = threshold
    log = Logger(label: "tokencached") { _ in
      StandardErrorLog(threshold: threshold, style: style)
    }
  }

  /// Serves until a signal stops the process.
  func run() -> Never {
    ProcessHardening.apply()
    if !ThreadPriority.settle() {
      log.info("no right to a higher thread priority (LimitNICE=): background work delays replies")
    }
    let signals = ProcessSignals(
      stop: { [self] in stop(signal: $0) }, reload: { [self] in reload() })
    let server = start()
    let watchdog = Watchdog(notifier: notifier) { server.ping($0) }
    // What only the start runs through need not stay resident.
    clinux_release_code()
    withExtendedLifetime((signals, watchdog)) { dispatchMain() }
  }

  // MARK: Start

  private func start() -> Server {
    let configuration = fitted(configuration)
    if let reason = DataDirectory.prepare(configuration.directory) { fail(reason) }
    log.notice("tokencached \(ServerIdentity.version) starting, pid \(getpid())")
    do throws(ServerError) {
      let server = try Server(
        configuration: configuration, configurationFile: file,
        inheritedSockets: InheritedSockets.take(), log: log.forServer,
        reconfigured: { [self] in adopt($0) }, stopRequested: { [self] in stop(signal: SIGTERM) })
      announce(server, on: try server.start())
      return server
    } catch {
      fail("\(error)")
    }
  }

  /// The configuration with as many clients as there are descriptors for.
  private func fitted(_ configuration: Configuration) -> Configuration {
    var fitted = configuration
    fitted.maxClients = DescriptorLimit.accommodate(clients: configuration.maxClients)
    if fitted.maxClients < configuration.maxClients {
      log.warning(
        "maxclients lowered from \(configuration.maxClients) to \(fitted.maxClients): the limit of open files allows no more"
      )
    }
    return fitted
  }

  private func announce(_ server: Server, on addresses: [String]) {
    let status = "serving on \(addresses.joined(separator: ", "))"
    log.notice("\(status)")
    tellOfDirectivesWithoutEffect()
    notifier.send("READY=1\nSTATUS=\(status)")
    // A signal that came while the server was starting found none.
    let (stopIsDue, reloadIsDue) = state.withLock { state in
      state.server = server
      state.status = status
      return (state.isStopping, state.isReloadDue)
    }
    if stopIsDue { return drain(server) }
    if reloadIsDue { reload() }
  }

  private func fail(_ reason: String) -> Never {
    log.critical("\(reason)")
    LineWriter.standardError.flush()
    // After a few starts in vain the service manager's own words would hide the cause.
    notifier.send("STATUS=not started: \(reason)")
    exit(EXIT_FAILURE)
  }

  // MARK: Stop

  private func stop(signal number: Int32) {
    let (server, isFirst) = state.withLock { state in
      defer { state.isStopping = true }
      return (state.server, !state.isStopping)
    }
    guard isFirst else {
      // The journal makes a hard end safe, so a second Ctrl-C need not wait for the database.
      if number == SIGINT { exit(EXIT_FAILURE) }
      return
    }
    log.notice("stopping: answering what was received, then flushing to the database")
    notifier.send("STOPPING=1")
    if let server { drain(server) }
  }

  private func drain(_ server: Server) {
    server.stop { [log] in
      log.notice("stopped")
      LineWriter.standardError.flush()
      exit(EXIT_SUCCESS)
    }
  }

  // MARK: Reload

  /// Reads file and flags again. What can change while running changes all at once, or, when
  /// anything is wrong, not at all.
  private func reload() {
    let server = state.withLock { state in
      state.isReloadDue = state.server == nil
      return state.server
    }
    guard let server else { return }
    notifier.sendReloading()
    do throws(ConfigurationError) {
      let wanted = fitted(
        try Configuration.load(file: file, flags: flags, check: Server.check))
      server.reload(wanted) { [self] in report($0) }
    } catch {
      report(.failure(error))
    }
  }

  private func report(_ outcome: Result<[String], ConfigurationError>) {
    let text: String
    switch outcome {
    case .success(let waiting):
      let names = waiting.joined(separator: " ")
      text = "configuration reloaded" + (names.isEmpty ? "" : "; a restart is needed for: \(names)")
      log.notice("\(text)")
      tellOfDirectivesWithoutEffect()
    case .failure(let error):
      text = "configuration not reloaded, nothing has changed: \(error)"
      log.warning("\(text)")
    }
    let status = state.withLock { $0.status }
    notifier.send("READY=1\nSTATUS=\(status); \(text)")
  }

  /// Lines of a redis.conf are taken that ask for nothing here; whoever wrote them should know.
  private func tellOfDirectivesWithoutEffect() {
    guard let names = try? Configuration.directivesWithoutEffect(file: file, flags: flags),
      !names.isEmpty
    else { return }
    log.notice("without effect here: \(names.joined(separator: " "))")
  }

  /// Settings have changed: the log's threshold is ours.
  private func adopt(_ configuration: Configuration) {
    threshold.level = Logger.Level(configuration.logLevel)
  }
}
