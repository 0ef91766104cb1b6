import AccessControl
import Commands
import RESP

@testable import Keyspace

/// Two servers that get the same requests at the same times. The first keeps everything in memory;
/// the second's entries go to disk and back. Where an entry lies must not show in any answer.
final class TwinServers {
  private let hot = CommandBench(rule: TwinServers.rule)
  private let cold = CommandBench(rule: TwinServers.rule)
  /// What the first has journalled, request by request.
  private var journal: [[UInt8]] = []
  private var isTransactionOdd = false
  private var discards = 0

  /// Short, so that scripts see windows end and caps bind.
  static let rule = LifetimeRule(defaultTtlMs: 60_000, maxTtlMs: 300_000, slidesOnAccess: true)

  /// Answers that may differ: they tell of memory, of order in it, or of chance.
  private static let odd: Set<String> = [
    "acl", "client", "info", "latency", "memory", "object", "randomkey", "scan", "slowlog",
  ]

  func send(_ line: [UInt8]) {
    var parser = RequestParser(limits: ParserLimits())
    (line + [UInt8(ascii: "\n")]).withUnsafeBytes { bytes in
      guard parser.parse(bytes) == .request else { return }
      send(parser.arguments(in: bytes))
    }
  }

  private func send(_ arguments: Arguments) {
    let name = String(decoding: arguments[0], as: UTF8.self).lowercased()
    if TwinServers.odd.contains(name) { isTransactionOdd = true }
    let (one, other) = (hot.run(arguments), cold.run(arguments))
    settle()
    if name == "keys" {
      require(one.utf8.sorted() == other.utf8.sorted(), "keys: \(one) \(other)")
    } else if !TwinServers.odd.contains(name) && !(name == "exec" && isTransactionOdd) {
      require(one == other, "\(name): \(one) \(other)")
    }
    // L6: no entry is without a deadline.
    require(!name.hasSuffix("ttl") || one != ":-1|", "\(name) tells of an immortal entry")
    if hot.session.pointee.transaction == nil && !TwinServers.odd.contains(name) {
      isTransactionOdd = false
    }
    if one.hasSuffix("<close>") { reconnect() }
  }

  /// What the engine does after each request.
  private func settle() {
    journal.append(hot.journalled)
    _ = (hot.takeWaits(), cold.takeWaits(), hot.services.fakePeers.takeSent())
    _ = cold.services.fakePeers.takeSent()
    if cold.services.discards > discards { cold.store.remove(Array(cold.store.rows.keys)) }
    discards = cold.services.discards
  }

  func happen(_ event: ScriptLine) {
    switch event.verb {
    case "!wait": wait(Int64(event.number(1).magnitude % 400_000))
    case "!store": cold.writeBehind()
    case "!demote": if cold.keyspace.pointee.isIndexComplete { cold.demoteAll() }
    case "!move": if cold.keyspace.pointee.isIndexComplete { move(event.number(1)) }
    case "!restart": restart()
    default: break
    }
  }

  private func wait(_ ms: Int64) {
    for bench in [hot, cold] {
      bench.nowMs += ms
      _ = bench.keyspace.pointee.expireDue(nowMs: bench.nowMs, budget: 10_000)
      bench.handOnSignals()
    }
  }

  private func move(_ number: Int64) {
    let rows = cold.store.rows.keys.sorted()
    guard !rows.isEmpty else { return }
    cold.relocate(rows[Int(number.magnitude % UInt64(rows.count))])
  }

  /// A clean stop writes windows that only moved in memory.
  private func restart() {
    reconnect()
    cold.keyspace.pointee.markSlidDirty()
    cold.writeBehind()
    let slid = cold.keyspace.pointee.slidDeadlines
    cold.restart()
    for (segment, block) in slid {
      cold.keyspace.pointee.restoreSlidDeadlines(block, ofSegment: segment)
    }
  }

  private func reconnect() {
    for bench in [hot, cold] {
      bench.services.fakePeers.withdraw(bench.session.pointee)
      bench.session.pointee = Session(id: 7, user: bench.services.users.defaultUser)
      bench.reply.pointee = ReplyBuffer()
      bench.services.fakePeers.observersChanged()
    }
    isTransactionOdd = false
  }

  func finish() {
    for bench in [hot, cold] {
      let findings = bench.keyspace.pointee.checkInvariants()
      require(findings.isEmpty, "\(findings)")
      require(bench.keyspace.pointee.keepsRule(TwinServers.rule, nowMs: bench.nowMs), "L1, L4")
    }
    ReplayCheck(hot, journal).run()
  }
}

extension Keyspace {
  /// L1, L4: every entry has a deadline, and none lies further ahead than it may.
  fileprivate func keepsRule(_ rule: LifetimeRule, nowMs: Int64) -> Bool {
    hotEntries.allSatisfy { $0.deadlineMs > 0 && $0.deadlineMs <= nowMs + rule.maxTtlMs }
  }

  /// Entries in memory, expired ones included.
  var hotEntries: [Entry] {
    arena.segments.indices.filter { arena.segments[$0].isInUse }.flatMap { number in
      arena.handles(inSegment: number).map { arena[$0] }.filter { !$0.isTombstone }
    }
  }
}
