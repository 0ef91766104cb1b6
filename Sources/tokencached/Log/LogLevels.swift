import Configuration
import Logging

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
