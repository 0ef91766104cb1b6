/// How much came and went in the last second, as INFO tells it.
struct TrafficRates {
  private(set) var commandsPerSecond: UInt64 = 0
  private(set) var inputKilobytesPerSecond = 0.0
  private(set) var outputKilobytesPerSecond = 0.0
  private var sampledMs: Int64 = 0
  private var commands: UInt64 = 0
  private var inputBytes: UInt64 = 0
  private var outputBytes: UInt64 = 0

  /// Begins to measure from these totals on.
  mutating func restart(_ statistics: ServerStatistics, monotonicMs: Int64) {
    sampledMs = monotonicMs
    commands = statistics.commands
    inputBytes = statistics.inputBytes
    outputBytes = statistics.outputBytes
  }

  /// To be called about once a second.
  mutating func sample(_ statistics: ServerStatistics, monotonicMs: Int64) {
    let elapsedMs = UInt64(max(monotonicMs - sampledMs, 1))
    commandsPerSecond = (statistics.commands &- commands) &* 1000 / elapsedMs
    let bytesToKilobytes = 1000 / 1024 / Double(elapsedMs)
    inputKilobytesPerSecond = Double(statistics.inputBytes &- inputBytes) * bytesToKilobytes
    outputKilobytesPerSecond = Double(statistics.outputBytes &- outputBytes) * bytesToKilobytes
    restart(statistics, monotonicMs: monotonicMs)
  }
}
