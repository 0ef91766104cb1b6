@testable import Keyspace

/// What the keyspace should hold, told in the plainest way: one optional entry a key.
struct Model {
  struct Entry {
    var value: TestValue
    var lifetime: Lifetime
    /// The longest time left that the entry ever had, which bounds what a crash may take from it.
    var longestMs: Int64 = 0
    /// Whether a command that names a deadline was the last to move it.
    var isExact = false
  }

  /// For keys that no policy matches.
  var rule: LifetimeRule
  /// The first whose pattern matches a key decides about it.
  var policies: [(pattern: String, rule: LifetimeRule)] = []
  private let names: [String]
  /// The number of each database.
  private(set) var numbers = Array(0..<UInt8(Key.databaseCount))
  private(set) var entries: [Entry?]

  /// - Parameter names: The keys' names, by number.
  init(names: [String], rule: LifetimeRule) {
    entries = Array(repeating: nil, count: names.count)
    self.names = names
    self.rule = rule
  }

  private func rule(for key: Int) -> LifetimeRule {
    policies.first { NaiveGlob.matches($0.pattern, names[key]) }?.rule ?? rule
  }

  func entry(_ key: Int, nowMs: Int64) -> Entry? {
    entries[key].flatMap { $0.lifetime.deadlineMs > nowMs ? $0 : nil }
  }

  mutating func save(_ key: Int, _ value: TestValue, _ expiry: Expiry, nowMs: Int64) {
    let old = entry(key, nowMs: nowMs)
    var lifetime = backstop(key, nowMs)
    switch expiry {
    case .at(let deadline): lifetime = absolute(key, deadline, nowMs)
    case .keep: if let old, old.lifetime.windowMs == 0 { lifetime = old.lifetime }
    case .backstop: break
    }
    set(key, Entry(value: value, lifetime: lifetime, longestMs: old?.longestMs ?? 0), nowMs)
  }

  mutating func read(_ key: Int, nowMs: Int64) {
    guard var entry = entry(key, nowMs: nowMs), entry.lifetime.windowMs > 0 else { return }
    guard entry.lifetime.deadlineMs != entry.lifetime.capMs else { return }
    entry.lifetime.deadlineMs = min(nowMs + entry.lifetime.windowMs, entry.lifetime.capMs)
    entry.isExact = false
    set(key, entry, nowMs)
  }

  mutating func swapNumbers(_ first: UInt8, _ second: UInt8) {
    numbers = numbers.map { $0 == first ? second : $0 == second ? first : $0 }
  }

  mutating func remove(_ key: Int) { entries[key] = nil }
  mutating func removeAll() { entries = entries.map { _ in nil } }
  mutating func removeExpired(nowMs: Int64) {
    entries = entries.indices.map { entry($0, nowMs: nowMs) }
  }

  mutating func setDeadline(_ key: Int, _ deadlineMs: Int64, nowMs: Int64) -> Bool {
    guard var entry = entry(key, nowMs: nowMs) else { return false }
    entry.lifetime = absolute(key, deadlineMs, nowMs)
    entry.isExact = true
    set(key, entry, nowMs)
    return true
  }

  mutating func persist(_ key: Int, nowMs: Int64) -> Bool {
    guard var entry = entry(key, nowMs: nowMs), entry.lifetime.windowMs == 0 else { return false }
    entry.lifetime = backstop(key, nowMs)
    entry.isExact = true
    set(key, entry, nowMs)
    return true
  }

  /// Takes over what survived a crash, after it has been found to be right.
  mutating func settle(_ key: Int, _ lifetime: Lifetime) { entries[key]?.lifetime = lifetime }

  private mutating func set(_ key: Int, _ entry: Entry, _ nowMs: Int64) {
    guard entry.lifetime.deadlineMs > nowMs else {
      entries[key] = nil
      return
    }
    entries[key] = entry
    entries[key]?.lifetime = entry.lifetime.inHeader
    entries[key]?.longestMs = max(entry.longestMs, entry.lifetime.deadlineMs - nowMs)
  }

  /// Where reads do not re-arm the window, the cap lies at its end.
  private func backstop(_ key: Int, _ nowMs: Int64) -> Lifetime {
    let rule = rule(for: key)
    let window = min(rule.defaultTtlMs, rule.maxTtlMs)
    return Lifetime(
      deadlineMs: nowMs + window, windowMs: window,
      capMs: nowMs + (rule.slidesOnAccess ? rule.maxTtlMs : window))
  }

  private func absolute(_ key: Int, _ deadlineMs: Int64, _ nowMs: Int64) -> Lifetime {
    Lifetime(
      deadlineMs: min(deadlineMs, nowMs + rule(for: key).maxTtlMs), windowMs: 0, capMs: 0)
  }
}
