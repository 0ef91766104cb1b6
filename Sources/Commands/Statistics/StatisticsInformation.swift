/// The sections of INFO that tell what commands have cost and which errors were replied.
/// https://redis.io/docs/latest/commands/info/
enum StatisticsInformation {
  static func fields(_ section: InfoSection, _ context: CommandContext) -> [InfoField] {
    switch section {
    case .stats:
      [
        InfoField("unexpected_error_replies", 0),
        InfoField("total_error_replies", context.instruments.errors.total),
      ]
    case .commandstats: context.table.withSubcommands.compactMap { calls($0, context) }
    case .errorstats:
      context.instruments.errors.sorted.map { kind, count in
        InfoField("errorstat_\(kind)", "count=\(count)")
      }
    case .latencystats: context.table.withSubcommands.compactMap { latency($0, context) }
    default: []
    }
  }

  private static func calls(_ command: Command, _ context: CommandContext) -> InfoField? {
    let record = context.meter[command.number]
    guard !record.isEmpty else { return nil }
    let microseconds = record.nanoseconds / 1000
    let mean = Double(microseconds) / Double(max(record.calls, 1))
    return InfoField(
      "cmdstat_\(command.fullName)",
      "calls=\(record.calls),usec=\(microseconds),usec_per_call=\(Decimals.text(mean, 2)),"
        + "rejected_calls=\(record.rejected),failed_calls=\(record.failed)")
  }

  private static func latency(_ command: Command, _ context: CommandContext) -> InfoField? {
    guard let histogram = context.meter.histogram(command.number), histogram.count > 0 else {
      return nil
    }
    let figures = context.instruments.percentiles.map { percent in
      let microseconds = Double(histogram.percentile(percent)) / 1000
      return "p\(Decimals.trimmed(percent))=\(Decimals.text(microseconds, 3))"
    }
    return InfoField(
      "latency_percentiles_usec_\(command.fullName)", figures.joined(separator: ","))
  }
}

/// Numbers with decimal places, as C's printf writes them.
public enum Decimals {
  /// As `%.2f` for two places. The number is not negative and below a million billions.
  public static func text(_ number: Double, _ places: Int) -> String {
    let unit = (0..<places).reduce(UInt64(1)) { unit, _ in unit * 10 }
    let scaled = UInt64((number * Double(unit)).rounded())
    let fraction = String(scaled % unit)
    let zeros = String(repeating: "0", count: max(places - fraction.count, 0))
    return "\(scaled / unit).\(zeros)\(fraction)"
  }

  /// As `%f` without the zeros at its end: `50`, `99.9`.
  public static func trimmed(_ number: Double) -> String {
    var text = text(number, 6)
    while text.last == "0" { text.removeLast() }
    if text.last == "." { text.removeLast() }
    return text
  }
}
