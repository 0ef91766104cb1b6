import Configuration
import Dispatch
import Glibc
import Logging
import Server
import Synchronization

/// The daemon's life: start, serve, reload, stop.
final class Daemon: Sendable {
  private struct State {
    var configuration: Configuration
    var server: Server?
    var isStopping = false
  }

  private let file: String?
  private let flags: [String]
  private let state: Mutex<State>
  private let threshold: LogThreshold
  private let log: Logger
  private let notifier = ServiceNotifier.fromEnvironment()

  /// - Parameters:
  ///   - file: Where `configuration` came from, to read it again on SIGHUP.
  ///   - flags: The flags that were laid over it.
  init(configuration: Configuration, file: String?, flags: [String]) {
    self.file = file
    self.flags = flags
    let threshold = LogThreshold(Logger.Level(configuration.logLevel))
    let style = LogLine.Style.forStandardError()
    self.threshold = threshold
    log = Logger(label: "tokencached") { _ in
      StandardErrorLog(threshold: threshold, style: style)
    }
    state = Mutex(State(configuration: configuration))
  }

  /// Serves until a signal stops the process.
  func run() -> Never {
    ProcessHardening.apply()
    let signals = ProcessSignals(
      stop: { [self] in stop(signal: $0) }, reload: { [self] in reload() })
    let server = start()
    let watchdog = Watchdog(notifier: notifier) { server.ping($0) }
    withExtendedLifetime((signals, watchdog)) { dispatchMain() }
  }

  // MARK: Start

  private func start() -> Server {
    let configuration = fitted(state.withLock { $0.configuration })
    if let reason = DataDirectory.prepare(configuration.directory) { fail(reason) }
    log.notice("tokencached \(Tokencached.version) starting, pid \(getpid())")
    do throws(ServerError) {
      let server = try Server(
        configuration: configuration, log: log.forServer, reconfigured: { [self] in adopt($0) })
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
    notifier.send("READY=1\nSTATUS=\(status)")
    // A stop that came while the server was starting found none to stop.
    let stopIsDue = state.withLock { state in
      state.server = server
      return state.isStopping
    }
    if stopIsDue { drain(server) }
  }

  private func fail(_ reason: String) -> Never {
    log.critical("\(reason)")
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
      exit(EXIT_SUCCESS)
    }
  }

  // MARK: Reload

  private func reload() {
    do throws(ConfigurationError) {
      let wanted = try Configuration.load(file: file, flags: flags)
      let reload = state.withLock { state in
        let reload = Reload(running: state.configuration, wanted: wanted)
        state.configuration = reload.configuration
        return reload
      }
      threshold.level = Logger.Level(reload.configuration.logLevel)
      report(reload)
    } catch {
      log.warning("configuration not reloaded: \(error)")
    }
  }

  /// CONFIG SET has changed settings: the log's threshold is ours, and SIGHUP compares with these.
  private func adopt(_ configuration: Configuration) {
    state.withLock { $0.configuration = configuration }
    threshold.level = Logger.Level(configuration.logLevel)
  }

  private func report(_ reload: Reload) {
    let waiting = reload.waitingForRestart.joined(separator: " ")
    log.notice(
      "configuration reloaded\(waiting.isEmpty ? "" : "; a restart is needed for: \(waiting)")")
  }
}
