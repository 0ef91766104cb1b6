import Glibc
import Logging

/// One log message as one line of text.
struct LogLine {
  enum Style: Equatable {
    /// A syslog priority in angle brackets, which journald takes off and keeps as the priority.
    /// https://www.freedesktop.org/software/systemd/man/latest/sd-daemon.html
    case journal
    /// Time and level before the message.
    case plain(timeMs: Int64?)
  }

  let level: Logger.Level
  let message: String

  func rendered(as style: Style) -> String {
    switch style {
    case .journal: "<\(priority)>\(Self.safe(message))"
    case .plain(let timeMs):
      "\(Self.timestamp(timeMs ?? Self.nowMs())) \(word) \(Self.safe(message))"
    }
  }

  /// The message with control characters and invisible ones spelled out: whatever a client sent into
  /// it, a line stays one line, a terminal is not steered, and what is wrong with a word can be seen.
  static func safe(_ message: String) -> String {
    guard message.unicodeScalars.contains(where: mustBeSpelled) else { return message }
    return message.unicodeScalars.reduce(into: "") { text, scalar in
      text += mustBeSpelled(scalar) ? scalar.escaped(asASCII: true) : String(scalar)
    }
  }

  private static func mustBeSpelled(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    case .spaceSeparator: scalar != " "
    default: false
    }
  }

  private var priority: Int {
    switch level {
    case .trace, .debug: 7
    case .info: 6
    case .notice: 5
    case .warning: 4
    case .error: 3
    case .critical: 2
    }
  }

  /// Redis' word for the level.
  private var word: String { level == .info ? "verbose" : level.rawValue }

  private static func nowMs() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_REALTIME, &time)
    return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
  }

  /// RFC 3339 in UTC, to the millisecond.
  private static func timestamp(_ timeMs: Int64) -> String {
    var seconds = time_t(timeMs / 1_000)
    var parts = tm()
    gmtime_r(&seconds, &parts)
    let date = "\(parts.tm_year + 1_900)-\(padded(parts.tm_mon + 1))-\(padded(parts.tm_mday))"
    let clock = "\(padded(parts.tm_hour)):\(padded(parts.tm_min)):\(padded(parts.tm_sec))"
    return "\(date)T\(clock).\(padded(Int32(timeMs % 1_000), to: 3))Z"
  }

  private static func padded(_ number: Int32, to width: Int = 2) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, width - digits.count)) + digits
  }
}

extension LogLine.Style {
  /// The journal's style when standard error is the journal's own stream, which JOURNAL_STREAM names
  /// by device and inode; a child of a service inherits the variable but not the stream.
  /// https://www.freedesktop.org/software/systemd/man/latest/systemd.exec.html
  static func forStandardError() -> LogLine.Style {
    var status = stat()
    guard let stream = getenv("JOURNAL_STREAM"), fstat(STDERR_FILENO, &status) == 0,
      String(cString: stream) == "\(status.st_dev):\(status.st_ino)"
    else { return .plain(timeMs: nil) }
    return .journal
  }
}
