/// A command that changes something, and what it makes of the keyspace.
struct Change: Sendable {
  var words: [String]
  var apply: @Sendable (inout Ledger.State) -> Void

  init(_ words: String, _ apply: @escaping @Sendable (inout Ledger.State) -> Void) {
    self.words = words.split(separator: " ").map(String.init)
    self.apply = apply
  }

  typealias Entry = Ledger.Entry

  static func set(_ key: String, _ value: String) -> Change {
    Change("SET \(key) \(value)") { $0[key] = Entry(value: value) }
  }

  static func set(_ key: String, _ value: String, untilMs deadlineMs: Int64) -> Change {
    Change("SET \(key) \(value) PXAT \(deadlineMs)") {
      $0[key] = Entry(value: value, deadlineMs: deadlineMs)
    }
  }

  static func delete(_ key: String) -> Change { Change("DEL \(key)") { $0[key] = nil } }

  static func append(_ key: String, _ value: String) -> Change {
    Change("APPEND \(key) \(value)") { $0[key, default: Entry(value: "")].value += value }
  }

  static func increment(_ key: String) -> Change {
    Change("INCR \(key)") {
      let number = (Int($0[key]?.value ?? "0") ?? 0) + 1
      $0[key, default: Entry(value: "")].value = "\(number)"
    }
  }

  static func rename(_ old: String, _ new: String) -> Change {
    Change("RENAME \(old) \(new)") {
      $0[new] = $0[old]
      $0[old] = nil
    }
  }

  static func copy(_ old: String, _ new: String) -> Change {
    Change("COPY \(old) \(new) REPLACE") { if let entry = $0[old] { $0[new] = entry } }
  }

  static func expire(_ key: String, atMs deadlineMs: Int64) -> Change {
    Change("PEXPIREAT \(key) \(deadlineMs)") { $0[key]?.deadlineMs = deadlineMs }
  }

  static func persist(_ key: String) -> Change {
    Change("PERSIST \(key)") { $0[key]?.deadlineMs = nil }
  }

  static func setMany(_ first: String, _ second: String, _ value: String) -> Change {
    Change("MSET \(first) \(value) \(second) \(value)") {
      $0[first] = Entry(value: value)
      $0[second] = Entry(value: value)
    }
  }

  static func deleteIf(_ key: String, _ value: String) -> Change {
    Change("DELIFEQ \(key) \(value)") { if $0[key]?.value == value { $0[key] = nil } }
  }

  static func take(_ key: String) -> Change { Change("GETDEL \(key)") { $0[key] = nil } }

  /// Keys of database 1 have `1/` before them in the ledger.
  static var swap: Change {
    Change("SWAPDB 0 1") { state in
      let pairs = state.map { key, entry in
        (key.hasPrefix("1/") ? String(key.dropFirst(2)) : "1/" + key, entry)
      }
      state = Dictionary(uniqueKeysWithValues: pairs)
    }
  }

  static var flush: Change { Change("FLUSHALL") { $0.removeAll() } }

  /// Is this one part of a transaction: the words between MULTI and EXEC.
  static func transaction(_ changes: [Change]) -> [Change] {
    let queued = changes.map { change in
      var queued = change
      queued.apply = { _ in }
      return queued
    }
    let whole = Change("EXEC") { state in for change in changes { change.apply(&state) } }
    return [Change("MULTI") { _ in }] + queued + [whole]
  }
}
