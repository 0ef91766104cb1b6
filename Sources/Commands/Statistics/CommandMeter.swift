/// How often each command was called, how often in vain, and how long it took.
///
/// A clock that costs 40 ns to read would be a thirtieth of a pipelined GET. So brief commands (see
/// ``Command/isBrief``) share one reading: up to ``groupLimit`` of them in a row count as a group,
/// and each is charged the same part of the group's time. Sums and means are exact, for a client
/// that does not pipeline every call is, and only the spread within a pipeline is smoothed. All
/// other commands are timed by themselves. A time runs from the end of the command before it, or
/// from the arrival of a burst, so it includes the parsing of the request.
public struct CommandMeter: ~Copyable {
  struct Record {
    var calls: UInt64 = 0
    var nanoseconds: UInt64 = 0
    /// Refused before it ran, and ended with an error.
    var rejected: UInt64 = 0
    var failed: UInt64 = 0

    var isEmpty: Bool { calls == 0 && rejected == 0 }
  }

  // First, because the compiler tells the thread sanitizer of an access to the first word's address.
  private let records: UnsafeMutablePointer<Record>
  private let histograms: UnsafeMutablePointer<LatencyHistogram?>
  private let size: Int
  public var ticks: TickSource
  /// Whether the spread of times is counted too (`latency-tracking`).
  public var tracksLatency = true
  /// Brief commands that share a reading of the clock, 1 to 8.
  var groupLimit = CommandMeter.maxGroup

  /// Numbers of the brief commands that have run since the last reading.
  private let group: UnsafeMutablePointer<UInt16>
  private(set) var groupCount = 0
  /// Whether brief commands wait for a reading.
  public var isOpen: Bool { groupCount > 0 }
  private var lastTick: UInt64

  static let maxGroup = 8

  /// - Parameter size: Commands and subcommands; their numbers lie below it.
  init(size: Int, ticks: TickSource) {
    self.size = size
    self.ticks = ticks
    records = .allocate(capacity: size)
    records.initialize(repeating: Record(), count: size)
    histograms = .allocate(capacity: size)
    histograms.initialize(repeating: nil, count: size)
    group = .allocate(capacity: CommandMeter.maxGroup)
    lastTick = ticks.now()
  }

  deinit {
    for number in 0..<size { histograms[number]?.deallocate() }
    histograms.deallocate()
    records.deallocate()
    group.deallocate()
  }

  subscript(number: Int) -> Record { records[number] }

  func histogram(_ number: Int) -> LatencyHistogram? { histograms[number] }

  /// Requests have arrived: time starts to count for them.
  public mutating func begin() { lastTick = ticks.now() }

  /// When the clock was read last, in ticks.
  @inline(__always)
  public var lastReading: UInt64 { lastTick }

  /// A brief command has run. True when its group is full and must be settled.
  @inline(__always)
  mutating func join(_ number: Int) -> Bool {
    group[groupCount] = UInt16(truncatingIfNeeded: number)
    groupCount &+= 1
    return groupCount >= groupLimit
  }

  /// Charges the time since the last reading to the commands of the group.
  ///
  /// - Returns: That time in nanoseconds.
  mutating func settle() -> UInt64 {
    let elapsed = read()
    let part = elapsed / UInt64(groupCount)
    for index in 0..<groupCount { charge(Int(group[index]), part) }
    groupCount = 0
    return elapsed
  }

  /// Where time stands for a command that is timed by itself; its group must have been settled.
  var mark: UInt64 { lastTick }

  /// Charges the time since `mark` to a command.
  ///
  /// - Returns: That time in nanoseconds.
  mutating func settle(_ number: Int, since mark: UInt64) -> UInt64 {
    _ = read()
    let elapsed = ticks.nanoseconds(ofTicks: lastTick &- mark)
    charge(number, elapsed)
    return elapsed
  }

  mutating func noteFailure(_ number: Int) { records[number].failed &+= 1 }
  mutating func noteRejection(_ number: Int) { records[number].rejected &+= 1 }

  /// Forgets everything.
  mutating func reset() {
    groupCount = 0
    records.update(repeating: Record(), count: size)
    for number in 0..<size { histograms[number]?.removeAll() }
  }

  private mutating func read() -> UInt64 {
    let now = ticks.now()
    // Counters of two processors may differ by a little.
    let elapsed = ticks.nanoseconds(ofTicks: now > lastTick ? now &- lastTick : 0)
    lastTick = max(now, lastTick)
    return elapsed
  }

  @inline(__always)
  private mutating func charge(_ number: Int, _ nanoseconds: UInt64) {
    records[number].calls &+= 1
    records[number].nanoseconds &+= nanoseconds
    guard tracksLatency else { return }
    if let histogram = histograms[number] {
      histogram.add(nanoseconds: nanoseconds)
    } else {
      startHistogram(number, nanoseconds)
    }
  }

  private mutating func startHistogram(_ number: Int, _ nanoseconds: UInt64) {
    let histogram = LatencyHistogram()
    histogram.add(nanoseconds: nanoseconds)
    histograms[number] = histogram
  }
}
