import RESP

/// The commands that took long, the newest last.
/// https://redis.io/docs/latest/commands/slowlog/
struct SlowLog {
  struct Entry {
    let id: Int64
    let seconds: Int64
    let microseconds: UInt64
    /// What may be shown of the request.
    let arguments: [[UInt8]]
    let address: String
    let name: String

    /// Memory that it takes, in bytes, about.
    var byteCount: Int {
      arguments.reduce(192 + address.utf8.count + name.utf8.count) { $0 + $1.count + 48 }
    }
  }

  private(set) var entries: [Entry] = []
  private(set) var byteCount = 0
  private var nextID: Int64 = 0
  /// Negative for none, 0 for every command.
  var slowerThanMicroseconds: Int64 = -1
  var maxCount = 0 {
    didSet { dropExcess() }
  }
  /// Memory that all entries may take together; the oldest go for it.
  var maxBytes = Int.max {
    didSet { dropExcess() }
  }

  var thresholdNanoseconds: UInt64 {
    slowerThanMicroseconds < 0 ? .max : UInt64(slowerThanMicroseconds).multiplied(by: 1000)
  }

  /// Arguments shown, and bytes of each; what was left out is told in words, as Redis does.
  private static let maxArguments = 32
  private static let maxArgumentBytes = 128

  mutating func append(
    _ command: Command, _ arguments: Arguments, microseconds: UInt64, nowMs: Int64,
    address: String, name: String
  ) {
    guard maxCount > 0 else { return }
    let entry = Entry(
      id: nextID, seconds: nowMs / 1000, microseconds: microseconds,
      arguments: SlowLog.shown(command, arguments), address: address, name: name)
    nextID += 1
    byteCount += entry.byteCount
    entries.append(entry)
    dropExcess()
  }

  mutating func removeAll() {
    entries = []
    byteCount = 0
  }

  private mutating func dropExcess() {
    while let oldest = entries.first, entries.count > maxCount || byteCount > maxBytes {
      byteCount -= oldest.byteCount
      entries.removeFirst()
    }
  }

  private static func shown(_ command: Command, _ arguments: Arguments) -> [[UInt8]] {
    let visible = VisibleArguments(of: command, arguments)
    let isCut = arguments.count > maxArguments
    let count = isCut ? maxArguments - 1 : arguments.count
    var shown = (0..<count).map { index in
      visible.contains(index) ? cut(arguments[index]) : Array("\(VisibleArguments.redacted)".utf8)
    }
    if isCut { shown.append(Array("... (\(arguments.count - count) more arguments)".utf8)) }
    return shown
  }

  private static func cut(_ argument: UnsafeRawBufferPointer) -> [UInt8] {
    guard argument.count > maxArgumentBytes else { return [UInt8](argument) }
    let rest = argument.count - maxArgumentBytes
    return argument.prefix(maxArgumentBytes) + Array("... (\(rest) more bytes)".utf8)
  }
}

extension UInt64 {
  /// The product, or the largest number when it is larger still.
  fileprivate func multiplied(by factor: UInt64) -> UInt64 {
    let (product, overflow) = multipliedReportingOverflow(by: factor)
    return overflow ? .max : product
  }
}
