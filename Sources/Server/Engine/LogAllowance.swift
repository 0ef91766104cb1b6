/// Lets each client be logged at most once a minute, and no more than a few clients.
struct LogAllowance {
  private static let intervalMs: Int64 = 60_000
  /// A client that connects anew for every mistake is a new client each time.
  private static let maxClients = 16

  private var loggedAtMs: [Int64: Int64] = [:]

  /// Whether `client` may be logged now; counts as logged if it may.
  mutating func permits(_ client: Int64, nowMs: Int64) -> Bool {
    if let lastMs = loggedAtMs[client], isRecent(lastMs, nowMs) { return false }
    if loggedAtMs.count >= LogAllowance.maxClients {
      loggedAtMs = loggedAtMs.filter { isRecent($0.value, nowMs) }
    }
    guard loggedAtMs.count < LogAllowance.maxClients else { return false }
    loggedAtMs[client] = nowMs
    return true
  }

  /// A time that lies ahead is no reason for silence: the clock was set back.
  private func isRecent(_ lastMs: Int64, _ nowMs: Int64) -> Bool {
    lastMs <= nowMs && nowMs - lastMs < LogAllowance.intervalMs
  }
}

/// Lets something that many strangers can bring about be logged once a minute.
struct LogInterval {
  private static let intervalMs: Int64 = 60_000
  private var lastMs: Int64?

  /// Whether it may be logged now; counts as logged if it may.
  ///
  /// - Parameter monotonicMs: The time on a clock that nobody sets.
  mutating func permits(monotonicMs: Int64) -> Bool {
    if let lastMs, monotonicMs - lastMs < LogInterval.intervalMs { return false }
    lastMs = monotonicMs
    return true
  }
}
