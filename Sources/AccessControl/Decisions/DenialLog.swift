/// What was refused of late (`ACL LOG`). Never holds a password.
/// https://redis.io/docs/latest/commands/acl-log/
public struct DenialLog: Sendable {
  public enum Reason: String, Sendable {
    case command, key, channel
    /// Somebody tried to log in.
    case auth

    public init(_ reason: Denial.Reason) {
      switch reason {
      case .command: self = .command
      case .key: self = .key
      case .channel: self = .channel
      }
    }
  }

  /// Where the refused request stood.
  public enum Context: String, Sendable {
    case toplevel, multi
    /// Inside of a script.
    case lua
  }

  public struct Entry: Sendable {
    public let id: Int64
    /// How often, within a minute each.
    public internal(set) var count: Int64 = 1
    public let reason: Reason
    public let context: Context
    /// The command, key or channel; for a log-in the command as it was written.
    public let object: [UInt8]
    public let userName: [UInt8]
    /// The client as `CLIENT INFO` shows it, at the last time.
    public internal(set) var clientInfo: String
    public let createdMs: Int64
    public internal(set) var updatedMs: Int64
  }

  /// Most entries that are kept (`acllog-max-len`).
  public var capacity = 128 {
    didSet { trim() }
  }
  /// Newest first.
  public private(set) var entries: [Entry] = []
  /// Everything refused since the start or the last reset of statistics, by reason.
  public private(set) var counts: [Reason: Int64] = [:]
  private var nextID: Int64 = 0

  /// Newer entries of the same event within this time are one.
  private static let groupingMs: Int64 = 60_000
  /// Entries looked at for the same event.
  private static let searchDepth = 10
  /// Names and objects are cut here, so that the log cannot grow by what strangers send.
  private static let maxTextBytes = 1024

  public init() {}

  public mutating func note(
    _ reason: Reason, _ context: Context, object: some Sequence<UInt8>,
    userName: some Sequence<UInt8>, clientInfo: @autoclosure () -> String, nowMs: Int64
  ) {
    counts[reason, default: 0] += 1
    guard capacity > 0 else { return }
    let entry = Entry(
      id: nextID, reason: reason, context: context,
      object: Array(object.prefix(DenialLog.maxTextBytes)),
      userName: Array(userName.prefix(DenialLog.maxTextBytes)),
      clientInfo: DenialLog.cut(clientInfo()), createdMs: nowMs, updatedMs: nowMs)
    let recent = entries.prefix(DenialLog.searchDepth)
    if let index = recent.firstIndex(where: { DenialLog.isSame($0, entry) }) {
      count(entry, at: index)
    } else {
      nextID += 1
      entries.insert(entry, at: 0)
      trim()
    }
  }

  /// Names in it are the client's own, and may be longer than everything else together.
  private static func cut(_ text: String) -> String {
    text.utf8.count > maxTextBytes
      ? String(decoding: text.utf8.prefix(maxTextBytes), as: UTF8.self) : text
  }

  public mutating func removeAll() { entries = [] }

  public mutating func resetCounts() { counts = [:] }

  /// Counts an event that is in the log, and moves it to the front.
  private mutating func count(_ entry: Entry, at index: Int) {
    var known = entries.remove(at: index)
    known.count += 1
    known.clientInfo = entry.clientInfo
    known.updatedMs = entry.updatedMs
    entries.insert(known, at: 0)
  }

  private mutating func trim() { entries.removeLast(max(entries.count - capacity, 0)) }

  private static func isSame(_ one: Entry, _ other: Entry) -> Bool {
    one.reason == other.reason && one.context == other.context
      && abs(one.updatedMs - other.updatedMs) <= groupingMs && one.object == other.object
      && one.userName == other.userName
  }
}
