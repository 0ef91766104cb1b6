/// What can hold the server up. The raw value is the name in `LATENCY`.
public enum LatencyEvent: String, CaseIterable, Sendable {
  /// A command, and up to eight brief commands in a row.
  case command
  case fastCommand = "fast-command"
  /// Removing entries that have reached their deadline, one turn's share.
  case expireCycle = "expire-cycle"
  /// Handing a turn's changes to the system, and the disk having them.
  case journalWrite = "journal-write"
  case journalSync = "journal-sync"
  /// A commit of the background writer, and moving SQLite's log into the database.
  case storeCommit = "store-commit"
  case checkpoint
  /// Bringing entries from the database for clients that wait for them.
  case coldRead = "cold-read"
}

/// The events that took at least `latency-monitor-threshold`, the newest 160 of each kind, one a
/// second. Engine queue only.
/// https://redis.io/docs/latest/operate/oss_and_stack/management/optimization/latency-monitor/
public final class LatencyMonitor {
  struct Sample: Equatable {
    let seconds: Int64
    var ms: Int64
  }

  struct Series {
    /// The oldest first.
    fileprivate(set) var samples: [Sample] = []
    fileprivate(set) var maxMs: Int64 = 0
  }

  private var series: [LatencyEvent: Series] = [:]
  /// 0 for off.
  public internal(set) var thresholdMs: Int64 = 0
  private static let maxSamples = 160

  /// Whether events need to be timed at all.
  public var isOn: Bool { thresholdMs > 0 }

  /// An event took `ms`; forgotten unless that reaches the threshold.
  public func note(_ event: LatencyEvent, _ ms: Int64, atMs nowMs: Int64) {
    guard isOn, ms >= thresholdMs else { return }
    var series = series[event] ?? Series()
    series.maxMs = max(series.maxMs, ms)
    let seconds = nowMs / 1000
    if let last = series.samples.last, last.seconds == seconds {
      series.samples[series.samples.count - 1].ms = max(last.ms, ms)
    } else {
      series.samples.append(Sample(seconds: seconds, ms: ms))
      if series.samples.count > LatencyMonitor.maxSamples { series.samples.removeFirst() }
    }
    self.series[event] = series
  }

  subscript(event: LatencyEvent) -> Series? { series[event] }

  /// Kinds that have happened, in the order of ``LatencyEvent``.
  var events: [LatencyEvent] { LatencyEvent.allCases.filter { series[$0] != nil } }

  /// Forgets one kind of event. False when there was nothing to forget.
  func reset(_ event: LatencyEvent) -> Bool { series.removeValue(forKey: event) != nil }
}
