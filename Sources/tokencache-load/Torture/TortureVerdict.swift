/// What a read says about a key.
enum TortureFinding {
  /// What the server has is what it acknowledged, or the write that was under way at the kill.
  case sound(TortureState)
  /// An acknowledged save is gone.
  case missing
  /// The value or the deadline is not the acknowledged one.
  case wrong
  /// A key that was deleted, expired or never written is there.
  case resurrected
}

/// Compares what a server answers with what it acknowledged before.
struct TortureVerdict {
  /// Servers read their clock once for a batch of requests, so at the very deadline either answer
  /// is right.
  private static let clockSlackMs: Int64 = 50

  /// The answers to one key and when they were asked for.
  struct Observation {
    let index: UInt64
    let value: Reply
    /// The answer of PEXPIRETIME, when it was asked.
    let deadlineMs: Int64?
    let sentMs: Int64
    let receivedMs: Int64
  }

  /// The server's window for saves without an expiry; 0 for a server that lets them live for ever.
  let windowMs: Int64
  /// No key was saved before this moment, in milliseconds since 1970.
  let createdMs: Int64
  let encoder: CommandEncoder

  func finding(_ seen: Observation, _ record: TortureRecord) -> TortureFinding {
    let candidates = [record.underway, record.acknowledged].compactMap(\.self)
    if let state = candidates.first(where: { fits(seen, $0) }) { return .sound(state) }
    if seen.value.kind != .text { return .missing }
    return mustBeGone(record.acknowledged, atMs: seen.sentMs) ? .resurrected : .wrong
  }

  private func fits(_ seen: Observation, _ state: TortureState) -> Bool {
    guard seen.value.kind == .text else {
      return seen.value.kind == .null && mayBeGone(state, atMs: seen.receivedMs)
    }
    return !mustBeGone(state, atMs: seen.sentMs)
      && encoder.holds(seen.value, index: seen.index, version: state.version)
      && fitsDeadline(seen, state.life)
  }

  private func fitsDeadline(_ seen: Observation, _ life: TortureState.Life) -> Bool {
    guard let deadlineMs = seen.deadlineMs else { return true }
    switch life {
    case .absent: return false
    case .absolute(let dueMs): return deadlineMs == dueMs
    case .backstop:
      guard windowMs > 0 else { return deadlineMs == -1 }
      // After a crash an entry may die a twentieth of its window early, never late (D7).
      let earliestMs = createdMs + windowMs - windowMs / 20
      return (earliestMs...(seen.receivedMs + windowMs + Self.clockSlackMs)).contains(deadlineMs)
    }
  }

  private func mayBeGone(_ state: TortureState, atMs nowMs: Int64) -> Bool {
    switch state.life {
    case .absent: true
    case .backstop: false
    case .absolute(let deadlineMs): nowMs + Self.clockSlackMs >= deadlineMs
    }
  }

  private func mustBeGone(_ state: TortureState, atMs nowMs: Int64) -> Bool {
    switch state.life {
    case .absent: true
    case .backstop: false
    case .absolute(let deadlineMs): nowMs - Self.clockSlackMs > deadlineMs
    }
  }
}
