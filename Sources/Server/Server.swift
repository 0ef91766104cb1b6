import AccessControl
import Commands
public import Configuration
import Dispatch
import Persistence

/// The server: sockets, engine and storage, from start to stop.
///
/// Safe to share: every call moves to the engine queue.
public final class Server: Sendable {
  private let engine: Engine

  /// - Parameters:
  ///   - configurationFile: Where CONFIG REWRITE writes to; nil for nowhere.
  ///   - inheritedSockets: Descriptors of listening stream sockets to serve instead of `bind`, `port`
  ///     and `unixsocket`. The server closes them.
  ///   - reconfigured: Called on the engine queue when settings have changed.
  ///   - stopRequested: Called on the engine queue when a client asks to shut down.
  /// - Throws: `ServerError`, one line for the operator.
  public init(
    configuration: Configuration, configurationFile: String? = nil,
    inheritedSockets: [Int32] = [], clock: Clock = .system, log: @escaping ServerLog,
    reconfigured: @escaping @Sendable (Configuration) -> Void = { _ in },
    stopRequested: @escaping @Sendable () -> Void = {}
  ) throws(ServerError) {
    engine = try Engine(
      configuration: configuration, configurationFile: configurationFile,
      inheritedSockets: inheritedSockets, clock: clock, log: log, reconfigured: reconfigured,
      stopRequested: stopRequested)
  }

  /// Looks for faults that only the server can see in a configuration: rules of users, and the ACL
  /// file if one is named.
  public static func check(_ configuration: Configuration) throws(ConfigurationError) {
    _ = try UserDirectory(configuration, CommandTable().catalog)
  }

  /// Opens the store, replays the journal, and listens; requests are served when it returns.
  ///
  /// - Returns: The addresses, as in `127.0.0.1:6379`.
  public func start() throws(ServerError) -> [String] {
    try engine.queue.sync { [engine] () -> Result<[String], ServerError> in
      do throws(ServerError) {
        return .success(try engine.start())
      } catch {
        return .failure(error)
      }
    }.get()
  }

  /// Puts into force what of a configuration that was read again can change while running; all of
  /// it or nothing.
  ///
  /// - Parameter completion: Called on the engine queue with the names of changed settings that wait
  ///   for a restart, or with the reason why nothing has changed.
  public func reload(
    _ wanted: Configuration,
    _ completion: @escaping @Sendable (Result<[String], ConfigurationError>) -> Void
  ) {
    engine.queue.async { [engine] in
      do throws(ConfigurationError) {
        completion(.success(try engine.reload(wanted)))
      } catch {
        completion(.failure(error))
      }
    }
  }

  /// Stops accepting, answers what was received, writes everything to the database and closes it.
  /// - Parameter completion: Called on the engine queue when that is done.
  public func stop(_ completion: @escaping @Sendable () -> Void) {
    engine.queue.async { [engine] in
      engine.stop()
      completion()
    }
  }

  /// Calls `completion` from the engine queue: proof that the engine is alive.
  public func ping(_ completion: @escaping @Sendable () -> Void) {
    engine.queue.async(execute: completion)
  }
}
