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
    let removed = self.events?.removed ?? .generic("del")
    let changes = self.events?.changed(arguments) ?? []
    let isMove = removed != .generic("del")
    for signal in signals where isMove && signal.isNew { events.append((signal, .new)) }
    for signal in signals where signal.kind == .removed { events.append((signal, removed)) }
    for signal in signals where signal.kind == .changed {
      if signal.isNew && !isMove { events.append((signal, .new)) }
      events += changes.map { (signal, $0) }
    }
    return events
  }
}
