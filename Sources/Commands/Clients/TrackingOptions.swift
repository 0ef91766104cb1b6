import Bytes
import RESP

/// The options of `CLIENT TRACKING`, and which of them go together, in Redis' order of checks.
enum TrackingOptions {
  /// What the arguments from the fourth on ask for.
  static func parse(
    _ arguments: Arguments, _ context: CommandContext
  ) throws(CommandFailure) -> Request {
    var request = Request()
    var index = 3
    while index < arguments.count {
      let option = arguments[index]
      let value = index + 1 < arguments.count ? arguments[index + 1] : nil
      index += try request.take(option, value, context)
    }
    return request
  }

  struct Request {
    private(set) var mode = TrackingMode()
    private(set) var isOptIn = false
    private(set) var isOptOut = false

    /// Takes in one option; how many arguments it covers.
    fileprivate mutating func take(
      _ option: UnsafeRawBufferPointer, _ value: UnsafeRawBufferPointer?, _ context: CommandContext
    ) throws(CommandFailure) -> Int {
      if option.equalsIgnoringCase("redirect"), let value {
        try redirect(to: value, context)
        return 2
      }
      if option.equalsIgnoringCase("prefix"), let value {
        mode.prefixes.append([UInt8](value))
        return 2
      }
      if option.equalsIgnoringCase("bcast") {
        mode.isBroadcast = true
      } else if option.equalsIgnoringCase("optin") {
        isOptIn = true
      } else if option.equalsIgnoringCase("optout") {
        isOptOut = true
      } else if option.equalsIgnoringCase("noloop") {
        mode.skipsOwnChanges = true
      } else {
        throw .syntax
      }
      return 1
    }

    private mutating func redirect(
      to value: UnsafeRawBufferPointer, _ context: CommandContext
    ) throws(CommandFailure) {
      guard mode.redirect == 0 else {
        throw CommandFailure("ERR A client can only redirect to a single other client")
      }
      mode.redirect = try DecimalInteger.require(value)
      guard context.services.peers.peer(mode.redirect) != nil else {
        throw CommandFailure("ERR The client ID you want redirect to does not exist")
      }
    }
  }

  /// The mode that holds after `CLIENT TRACKING ON`: what was tracked before stays tracked.
  static func merge(
    _ request: Request, into old: TrackingMode?
  ) throws(CommandFailure) -> TrackingMode {
    var mode = request.mode
    guard mode.isBroadcast || mode.prefixes.isEmpty else {
      throw CommandFailure("ERR PREFIX option requires BCAST mode to be enabled")
    }
    if let old, old.isBroadcast != mode.isBroadcast { throw switching("BCAST mode on/off") }
    if mode.isBroadcast && (request.isOptIn || request.isOptOut) {
      throw CommandFailure("ERR OPTIN and OPTOUT are not compatible with BCAST")
    }
    mode.selection = try selection(request, old)
    guard mode.prefixes.count + (old?.prefixes.count ?? 0) <= maxPrefixes else {
      throw tooManyPrefixes
    }
    if mode.isBroadcast {
      try refuseOverlap(of: mode.prefixes, with: old?.prefixes ?? [])
      if mode.prefixes.isEmpty && old == nil { mode.prefixes = [[]] }
    }
    mode.isNextSelected = old?.isNextSelected ?? false
    mode.prefixes =
      (old?.prefixes ?? []) + mode.prefixes.filter { old?.prefixes.contains($0) != true }
    return mode
  }

  /// Prefixes of one client: each is compared with every other.
  private static let maxPrefixes = 256

  static let tooManyPrefixes = CommandFailure("ERR too many prefixes are tracked")

  private static func selection(
    _ request: Request, _ old: TrackingMode?
  ) throws(CommandFailure) -> TrackingMode.Selection {
    guard !(request.isOptIn && request.isOptOut) else {
      throw CommandFailure("ERR You can't specify both OPTIN mode and OPTOUT mode")
    }
    if request.isOptIn && old?.selection == .optOut || request.isOptOut && old?.selection == .optIn
    {
      throw switching("OPTIN/OPTOUT mode")
    }
    return request.isOptIn ? .optIn : request.isOptOut ? .optOut : .every
  }

  private static func switching(_ what: String) -> CommandFailure {
    CommandFailure(
      "ERR You can't switch \(what) before disabling tracking for this client, and then "
        + "re-enabling it with a different mode.")
  }

  /// In the order of their bytes a prefix stands right before those that begin with it.
  private static func refuseOverlap(
    of new: [[UInt8]], with old: [[UInt8]]
  ) throws(CommandFailure) {
    let all = new.map { (bytes: $0, isNew: true) } + old.map { (bytes: $0, isNew: false) }
    let sorted = all.sorted { $0.bytes.precedes($1.bytes) }
    for (first, second) in zip(sorted, sorted.dropFirst()) {
      // What is tracked already may be asked for again.
      let isAgain = first.isNew != second.isNew && first.bytes == second.bytes
      guard !isAgain, second.bytes.begins(with: first.bytes) else { continue }
      let (asked, other) = first.isNew ? (first, second) : (second, first)
      let what = other.isNew ? "another provided prefix" : "an existing prefix"
      throw overlapping(asked.bytes, what, other.bytes)
    }
  }

  private static func overlapping(
    _ prefix: [UInt8], _ what: String, _ other: [UInt8]
  ) -> CommandFailure {
    let (one, two) = (
      String(decoding: prefix, as: UTF8.self), String(decoding: other, as: UTF8.self)
    )
    return CommandFailure(
      "ERR Prefix '\(one)' overlaps with \(what) '\(two)'. Prefixes for a single client must not "
        + "overlap.")
  }
}
