import SimulatedDisk
import Testing

@testable import Server

/// Plays a story on an engine and keeps the ledger: what was acknowledged, refused, held back.
final class Player {
  let rig: EngineRig
  var ledger = Ledger()
  /// Problems in the order in which they were seen.
  private(set) var problems: [String] = []
  private(set) var refusals: [String] = []

  /// What to do when the daemon does not start or holds an answer back.
  enum Patience {
    /// The disk is mended, and all must go on.
    case mend
    /// The story ends there.
    case leave
  }

  /// How far the journal was durable when last seen.
  private(set) var syncedLsn: UInt64 = 0

  /// - Parameter state: What the disk holds.
  init(_ rig: EngineRig, state: Ledger.State = [:]) {
    self.rig = rig
    ledger.ask(state)
    ledger.settle(state)
  }

  func note(_ isRight: Bool, _ problem: @autoclosure () -> String) {
    if !isRight && problems.count < 5 { problems.append(problem()) }
  }

  /// - Returns: Whether the story came to its end.
  func play(_ steps: [Step], patience: Patience) -> Bool {
    for step in steps {
      defer { syncedLsn = max(syncedLsn, rig.engine?.storage.journal.syncedLsn ?? 0) }
      switch step {
      case .pass(let ms): rig.pass(ms: ms)
      case .restart:
        rig.stop()
        guard start(patience) else { return false }
      case .change(let change): guard make(change, patience) else { return false }
      case .read(let key): guard read(key, patience) else { return false }
      }
    }
    return true
  }

  func start(_ patience: Patience) -> Bool {
    do throws(ServerError) {
      try rig.start()
      return true
    } catch {
      note(!error.description.contains("\n"), "the start's error has several lines: \(error)")
      guard case .mend = patience else { return false }
    }
    rig.disk.mend()
    do throws(ServerError) {
      try rig.start()
      return true
    } catch {
      note(false, "no start on a mended disk: \(error)")
      return false
    }
  }

  /// Starts on a sound disk with what a crash has left, which must do.
  func startAgain(_ image: DiskImage) {
    rig.reboot(with: image)
    do throws(ServerError) {
      try rig.start()
    } catch {
      note(false, "no start after a crash: \(error)")
    }
  }

  private func make(_ change: Change, _ patience: Patience) -> Bool {
    var next = ledger.state
    change.apply(&next)
    dropExpired(&next)
    ledger.ask(next)
    guard let reply = answer(to: change.words, patience) else { return false }
    if reply.isError {
      refuse(change, reply)
    } else {
      ledger.acknowledge(lsn: rig.engine?.storage.journal.head ?? 0)
    }
    return true
  }

  private func refuse(_ change: Change, _ reply: Reply) {
    let text = reply.text ?? ""
    // The cause must be named; EXEC without MULTI and the like follow from an earlier refusal.
    let isExpected = ["MISCONF ", "EXECABORT ", "ERR EXEC without", "ERR no such key"].contains {
      text.hasPrefix($0)
    }
    note(isExpected, "\(change.words.prefix(2)) is answered \(text)")
    refusals.append(text)
    ledger.refuse()
  }

  private func read(_ key: String, _ patience: Patience) -> Bool {
    guard let reply = answer(to: ["GET", key], patience) else { return false }
    if reply.isError {
      refusals.append(reply.text ?? "")
      note(reply.text?.hasPrefix("MISCONF ") == true, "GET \(key) is answered \(reply)")
      return true
    }
    var expected = ledger.state
    dropExpired(&expected)
    note(reply.text == expected[key]?.value, "\(key) reads \(reply)")
    return true
  }

  /// The answer, waited for; with patience the disk is mended when none comes.
  private func answer(to words: [String], _ patience: Patience) -> Reply? {
    rig.send(words)
    if let reply = rig.reply() { return reply }
    guard case .mend = patience else { return nil }
    rig.disk.mend()
    let reply = rig.reply()
    note(reply != nil, "\(words.prefix(2)) is not answered on a mended disk")
    return reply
  }

  private func dropExpired(_ state: inout Ledger.State) {
    state = state.filter { ($0.value.deadlineMs ?? .max) > rig.clock.wallMs }
  }

  // MARK: Audit

  /// Every key is as one of `states` says, all of them as the same one.
  func audit(_ states: [Ledger.State], _ place: String) {
    let found = observed()
    let expected = states.map { state in
      var state = state
      dropExpired(&state)
      return state
    }
    note(expected.contains(found), "\(place): \(difference(found, expected.first ?? [:]))")
    for database in ["0", "1"] {
      _ = rig.call("SELECT", database)
      let count = found.keys.count { $0.hasPrefix("1/") == (database == "1") }
      note(rig.call("DBSIZE") == .integer(Int64(count)), "\(place): DBSIZE is wrong")
    }
    _ = rig.call("SELECT", "0")
    ledger.settle(found)
  }

  /// Writing has resumed by itself.
  func proveWriting(_ place: String) {
    rig.pass(ms: 2500)
    let reply = rig.call("SET", "proof", "v")
    note(reply == .ok, "\(place): a save is answered \(String(describing: reply))")
    _ = rig.call("DEL", "proof")
  }

  private func observed() -> Ledger.State {
    var found: Ledger.State = [:]
    for key in ledger.keys.sorted() {
      let (database, name) = key.hasPrefix("1/") ? ("1", String(key.dropFirst(2))) : ("0", key)
      _ = rig.call("SELECT", database)
      let deadline = rig.call("PEXPIRETIME", name)
      let value = rig.call("GET", name)
      guard case .bulk(let text) = value else {
        note(value == .null, "\(key) reads \(String(describing: value))")
        continue
      }
      guard case .integer(let deadlineMs) = deadline else { continue }
      found[key] = Ledger.Entry(value: text, deadlineMs: absolute(deadlineMs))
    }
    _ = rig.call("SELECT", "0")
    return found
  }

  /// The story's absolute deadlines are multiples of a second; windows end where nothing was said.
  private func absolute(_ deadlineMs: Int64) -> Int64? {
    (deadlineMs - Story.startMs) % 1_000_000 == 0 || deadlineMs == Story.startMs + 12_000
      ? deadlineMs : nil
  }

  private func difference(_ found: Ledger.State, _ expected: Ledger.State) -> String {
    let keys = Set(found.keys).union(expected.keys).sorted()
    let wrong = keys.filter { found[$0] != expected[$0] }
    return wrong.prefix(4).map { key in
      "\(key) is \(brief(found[key])) instead of \(brief(expected[key]))"
    }.joined(separator: ", ")
  }

  private func brief(_ entry: Ledger.Entry?) -> String {
    guard let entry else { return "absent" }
    return
      "\(entry.value.prefix(20)) until \(entry.deadlineMs.map(String.init) ?? "its window ends")"
  }
}
