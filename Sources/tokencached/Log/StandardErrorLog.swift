import Logging
import Synchronization

/// Writes log messages to standard error: with a priority for the journal, with a time elsewhere.
struct StandardErrorLog: LogHandler {
  var metadata: Logger.Metadata = [:]
  let threshold: LogThreshold
  let style: LogLine.Style

  /// Shared by all copies of the handler, so that a reload reaches every logger.
  var logLevel: Logger.Level {
    get { threshold.level }
    set { threshold.level = newValue }
  }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    let line = LogLine(level: event.level, message: event.message.description)
    LineWriter.standardError.write(line.rendered(as: style))
  }
}

/// The least important level that is logged; may be changed from any thread.
final class LogThreshold: Sendable {
  private let stored: Mutex<Logger.Level>

  init(_ level: Logger.Level) { stored = Mutex(level) }

  var level: Logger.Level {
    get { stored.withLock { $0 } }
    set { stored.withLock { $0 = newValue } }
  }
}
