import Configuration
import Logging
import Server

extension Logger.Level {
  /// The level for Redis' word.
  init(_ level: Configuration.LogLevel) {
    self =
      switch level {
      case .debug: .debug
      case .verbose: .info
      case .notice: .notice
      case .warning: .warning
      }
  }
}

extension Logger {
  /// The log as the server wants it: a level and a text.
  var forServer: @Sendable (LogLevel, String) -> Void {
    { [self] level, message in log(level: Logger.Level(level), "\(message)") }
  }
}

extension Logger.Level {
  fileprivate init(_ level: LogLevel) {
    self =
      switch level {
      case .debug: .debug
      case .verbose: .info
      case .notice: .notice
      case .warning: .warning
      }
  }
}
