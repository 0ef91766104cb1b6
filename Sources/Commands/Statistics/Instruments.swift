/// What the server observes about its own work. Engine queue only.
public final class Instruments {
  /// The commands that are observed.
  public let table: CommandTable
  /// Calls and times of each command. Behind an address, so that counting costs no check.
  public let meter: UnsafeMutablePointer<CommandMeter>
  public let latency = LatencyMonitor()
  var errors = ErrorCounts()
  var slowLog = SlowLog()
  /// Percentiles that `INFO latencystats` tells, 0 to 100.
  private(set) var percentiles: [Double] = [50, 99, 99.9]
  /// The most memory that was in use at once, and what was when the server began to serve, in bytes.
  public var peakBytes = 0
  public var startupBytes = 0
  /// What a command must take to be worth a look, in nanoseconds.
  private(set) var alertNanoseconds = UInt64.max

  public init(table: CommandTable, ticks: TickSource) {
    self.table = table
    meter = .allocate(capacity: 1)
    meter.initialize(to: CommandMeter(size: table.numberCount, ticks: ticks))
    apply(InstrumentSettings())
  }

  deinit { meter.deinitialize(count: 1).deallocate() }

  /// Memory that it takes and that grows with use, in bytes.
  public var byteCount: Int { slowLog.byteCount }

  public func apply(_ settings: InstrumentSettings) {
    slowLog.maxCount = settings.slowLogMaxCount
    slowLog.maxBytes = settings.slowLogMaxBytes
    slowLog.slowerThanMicroseconds = settings.slowerThanMicroseconds
    latency.thresholdMs = settings.latencyThresholdMs
    percentiles = settings.percentiles
    meter.pointee.tracksLatency = settings.tracksLatency
    let slow = slowLog.thresholdNanoseconds
    let spike = latency.isOn ? UInt64(latency.thresholdMs) * 1_000_000 : .max
    alertNanoseconds = min(slow, spike)
    // Who asks for times below a millisecond wants to see each command by itself.
    meter.pointee.groupLimit = slow < 1_000_000 ? 1 : CommandMeter.maxGroup
  }

  /// Counts an error that a client was sent.
  public func noteError(_ text: String) { errors.note(text) }

  /// Charges brief commands that have run since the last reading of the clock.
  ///
  /// - Returns: The part of each, in nanoseconds.
  @discardableResult
  public func settleGroup(nowMs: Int64) -> UInt64 {
    let count = meter.pointee.groupCount
    guard count > 0 else { return 0 }
    let elapsed = meter.pointee.settle()
    if elapsed >= alertNanoseconds { latency.note(.fastCommand, ms(elapsed), atMs: nowMs) }
    return elapsed / UInt64(count)
  }

  func reset() {
    meter.pointee.reset()
    errors = ErrorCounts()
  }
}

/// Settings of what is observed; the values are Redis' defaults.
public struct InstrumentSettings: Sendable {
  /// Negative for no slow log, 0 for every command.
  public var slowerThanMicroseconds: Int64 = 10_000
  public var slowLogMaxCount = 128
  public var slowLogMaxBytes = 4 << 20
  /// 0 for no latency monitor.
  public var latencyThresholdMs: Int64 = 0
  public var tracksLatency = true
  public var percentiles: [Double] = [50, 99, 99.9]

  public init() {}
}

/// Milliseconds, rounded down.
func ms(_ nanoseconds: UInt64) -> Int64 { Int64(nanoseconds / 1_000_000) }
