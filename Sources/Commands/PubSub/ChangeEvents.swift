import RESP

/// What keyspace notifications call the changes that a command makes. A command that writes keys says
/// it in its definition; there is no default, so that a new one cannot announce another's event.
public struct ChangeEvents: Sendable {
  /// For a key that the command has changed.
  let changed: @Sendable (Arguments) -> [KeyEvent]
  /// For a key that the command has removed.
  let removed: KeyEvent

  init(
    removed: KeyEvent = .generic("del"), of changed: @escaping @Sendable (Arguments) -> [KeyEvent]
  ) {
    self.changed = changed
    self.removed = removed
  }

  /// For a command that only removes keys.
  static let removal = ChangeEvents { _ in [] }

  static func string(_ name: StaticString) -> ChangeEvents {
    ChangeEvents { _ in [.string(name)] }
  }

  static func generic(_ name: StaticString) -> ChangeEvents {
    ChangeEvents { _ in [.generic(name)] }
  }

  /// For a command that takes an entry from one key to another.
  static func move(from source: StaticString, to target: StaticString) -> ChangeEvents {
    ChangeEvents(removed: .generic(source)) { _ in [.generic(target)] }
  }
}
