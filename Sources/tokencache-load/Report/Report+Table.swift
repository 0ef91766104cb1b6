import Histogram

extension Report {
  private static let mebibyte = 1_048_576.0

  /// The report for a person.
  var table: String {
    var lines = [heading, "", latencyHeader]
    lines += recordedVerbs.map(latencyRow)
    lines.append("")
    lines += scheduleLines + serverLines + readLines + verifyLines
    lines += errors.map { "error, \($0.count) times: \($0.text)" }
    while lines.last == "" { lines.removeLast() }
    return lines.joined(separator: "\n")
  }

  private var heading: String {
    let rate = operationsPerSecond.text(decimals: 0)
    return "\(workload) against \(endpoint), \(clients) clients, pipeline \(pipeline): "
      + "\(outcome.operations) operations in \(outcome.seconds.text(decimals: 2)) s, \(rate)/s"
  }

  private var latencyHeader: String {
    let names = ["count", "p50 µs", "p90 µs", "p99 µs", "p99.9 µs", "max µs"]
    return "".padded(right: 5) + names.map { $0.padded(left: 12) }.joined()
  }

  private func latencyRow(_ verb: Verb) -> String {
    let histogram = outcome.latencies[verb.rawValue]
    let columns = Self.latencyColumns(histogram).map { $0.valueUs.text(decimals: 0) }
    let cells = [String(histogram.totalCount)] + columns
    return verb.name.padded(right: 5) + cells.map { $0.padded(left: 12) }.joined()
  }

  private var scheduleLines: [String] {
    guard outcome.unstarted > 0 else { return [] }
    return ["behind schedule: \(outcome.unstarted) operations were due and never started"]
  }

  private var serverLines: [String] {
    guard let server, let cpu = serverCpuUsPerOperation else { return [] }
    let resident = Double(server.after.residentBytes) / Self.mebibyte
    let peak = Double(server.after.peakResidentBytes) / Self.mebibyte
    let written = server.after.writtenBytes - server.before.writtenBytes
    return [
      "server: \(cpu.text(decimals: 2)) µs CPU per operation, "
        + "\(resident.text(decimals: 1)) MB resident (peak \(peak.text(decimals: 1)) MB), "
        + "\((Double(written) / Self.mebibyte).text(decimals: 1)) MB written"
    ]
  }

  private var readLines: [String] {
    guard outcome.hits + outcome.misses > 0 else { return [] }
    return ["reads: \(outcome.hits) hits, \(outcome.misses) misses"]
  }

  private var verifyLines: [String] {
    guard verified > 0 else { return [] }
    return ["verified: \(verified) values, \(missing) missing, \(mismatched) wrong"]
  }
}

extension Double {
  /// The number with a fixed count of decimals, rounded half up, as tables need it.
  func text(decimals: Int) -> String {
    guard isFinite else { return "-" }
    var scale = 1.0
    for _ in 0..<decimals { scale *= 10 }
    let scaled = UInt64((magnitude * scale).rounded())
    let sign = self < 0 && scaled > 0 ? "-" : ""
    guard decimals > 0 else { return sign + String(scaled) }
    let fraction = String(scaled % UInt64(scale))
    let zeros = String(repeating: "0", count: decimals - fraction.count)
    return "\(sign)\(scaled / UInt64(scale)).\(zeros)\(fraction)"
  }
}

extension String {
  /// The text at the right edge of a column.
  func padded(left width: Int) -> String {
    String(repeating: " ", count: Swift.max(0, width - count)) + self
  }

  /// The text at the left edge of a column.
  func padded(right width: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, width - count))
  }
}
