/// What `LATENCY DOCTOR` says.
enum LatencyReport {
  static func text(_ monitor: LatencyMonitor) -> String {
    guard monitor.isOn else {
      return "The latency monitor is off. CONFIG SET latency-monitor-threshold <milliseconds> "
        + "turns it on.\n"
    }
    let events = monitor.events
    guard !events.isEmpty else {
      return "Nothing took \(monitor.thresholdMs) ms or longer since the last reset.\n"
    }
    return events.enumerated().map { number, event in
      monitor[event].map { "\(number + 1). \(line(event, $0))\n" } ?? ""
    }.joined()
  }

  private static func line(_ event: LatencyEvent, _ series: LatencyMonitor.Series) -> String {
    let times = series.samples.map(\.ms)
    let mean = times.reduce(0, +) / Int64(times.count)
    let deviation = times.reduce(0) { $0 + abs($1 - mean) } / Int64(times.count)
    return "\(event.rawValue): \(times.count) spikes, mean \(mean) ms, mean deviation "
      + "\(deviation) ms, worst \(series.maxMs) ms. \(advice(event))"
  }

  private static func advice(_ event: LatencyEvent) -> String {
    switch event {
    case .command: "SLOWLOG GET tells which commands."
    case .fastCommand: "The process did not get a processor, or its memory was swapped out."
    case .expireCycle: "Very many entries share a deadline."
    case .journalWrite, .journalSync: "The disk of 'dir' is slow or shared with others."
    case .storeCommit, .checkpoint:
      "The disk of 'dir' is slow; clients wait for it only when memory or journal are full."
    case .coldRead: "What is asked for does not fit into 'maxmemory', and the disk is slow."
    }
  }
}
