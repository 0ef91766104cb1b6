public import Keyspace
public import RESP

/// What happened to a key, as keyspace notifications name it.
/// https://redis.io/docs/latest/develop/use/keyspace-notifications/
public struct KeyEvent: Sendable, Equatable {
  public let name: StaticString
  /// The letter of its class in `notify-keyspace-events`.
  public let letter: UInt8

  public static let expired = KeyEvent(name: "expired", letter: UInt8(ascii: "x"))
  public static let evicted = KeyEvent(name: "evicted", letter: UInt8(ascii: "e"))
  public static let miss = KeyEvent(name: "keymiss", letter: UInt8(ascii: "m"))
  public static let new = KeyEvent(name: "new", letter: UInt8(ascii: "n"))

  /// What happens without a command.
  public static func departures(
    _ signals: [KeySignal]
  ) -> [(signal: KeySignal, event: KeyEvent)] {
    signals.compactMap { signal in
      switch signal.kind {
      case .expired: (signal, .expired)
      case .evicted: (signal, .evicted)
      case .changed, .removed, .flushed, .emptied, .removedAll, .swapped: nil
      }
    }
  }

  /// What a part of a command has done that says itself what its changes are called.
  public static func events(
    of signals: [KeySignal], changes: [KeyEvent]
  ) -> [(signal: KeySignal, event: KeyEvent)] {
    signals.flatMap { signal -> [(KeySignal, KeyEvent)] in
      switch signal.kind {
      case .expired: [(signal, .expired)]
      case .evicted: [(signal, .evicted)]
      case .removed: [(signal, .generic("del"))]
      case .changed: ((signal.isNew ? [.new] : []) + changes).map { (signal, $0) }
      case .flushed, .emptied, .removedAll, .swapped: []
      }
    }
  }

  static func generic(_ name: StaticString) -> KeyEvent {
    KeyEvent(name: name, letter: UInt8(ascii: "g"))
  }

  static func string(_ name: StaticString) -> KeyEvent {
    KeyEvent(name: name, letter: UInt8(ascii: "$"))
  }

  public static func == (one: KeyEvent, other: KeyEvent) -> Bool {
    one.letter == other.letter && "\(one.name)" == "\(other.name)"
  }
}

extension Command {
  /// The events that Redis sends for these changes by this command, in its order: keys that are new
  /// first, then keys that are gone.
  public func events(
    of signals: [KeySignal], by arguments: Arguments
  ) -> [(signal: KeySignal, event: KeyEvent)] {
    var events: [(KeySignal, KeyEvent)] = KeyEvent.departures(signals).map { ($0, $1) }
    let isMove = removalEvent != .generic("del")
    for signal in signals where isMove && signal.isNew { events.append((signal, .new)) }
    for signal in signals where signal.kind == .removed { events.append((signal, removalEvent)) }
    for signal in signals where signal.kind == .changed {
      if signal.isNew && !isMove { events.append((signal, .new)) }
      events += changeEvents(arguments).map { (signal, $0) }
    }
    return events
  }

  private var removalEvent: KeyEvent {
    switch name {
    case "rename", "renamenx": .generic("rename_from")
    case "move": .generic("move_from")
    default: .generic("del")
    }
  }

  private func changeEvents(_ arguments: Arguments) -> [KeyEvent] {
    switch name {
    case "set":
      SetExpiry.isNamed(arguments) ? [.string("set"), .generic("expire")] : [.string("set")]
    case "setex", "psetex": [.string("set"), .generic("expire")]
    case "append": [.string("append")]
    case "setrange": [.string("setrange")]
    case "incr", "decr", "incrby", "decrby": [.string("incrby")]
    case "incrbyfloat": [.string("incrbyfloat")]
    case "expire", "pexpire", "expireat", "pexpireat": [.generic("expire")]
    case "persist": [.generic("persist")]
    case "getex": [.generic(arguments.count == 3 ? "persist" : "expire")]
    case "rename", "renamenx": [.generic("rename_to")]
    case "move": [.generic("move_to")]
    case "copy": [.generic("copy_to")]
    default: [.string("set")]
    }
  }
}

/// Whether a SET that has been carried out named an expiry.
private enum SetExpiry {
  static func isNamed(_ arguments: Arguments) -> Bool {
    var index = 3
    while index < arguments.count {
      let option = arguments[index]
      if isUnit(option) { return true }
      index += option.equalsIgnoringCase("ifeq") ? 2 : 1
    }
    return false
  }

  private static func isUnit(_ option: UnsafeRawBufferPointer) -> Bool {
    option.equalsIgnoringCase("ex") || option.equalsIgnoringCase("px")
      || option.equalsIgnoringCase("exat") || option.equalsIgnoringCase("pxat")
  }
}
