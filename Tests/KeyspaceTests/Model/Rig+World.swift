@testable import Keyspace

/// What happens around the commands: time, memory pressure, commits, compaction, crashes.
extension Rig {
  func runEvent() {
    switch Int.random(in: 0..<100, using: &random) {
    case ..<30: advanceClock()
    case ..<45: expireSome()
    case ..<57: capture(limitBytes: Int.random(in: 1...600_000, using: &random))
    case ..<69: commit()
    case ..<76: makeRoom(Int.random(in: 1...Rig.longestValue, using: &random))
    case ..<82: _ = keyspace.compactArena()
    case ..<87: copyRowsForward()
    case ..<92: dropExpiredRows()
    case ..<95: deliverLateAnswer()
    case ..<97: keyspace.externalBytes = Int.random(in: 0...500_000, using: &random)
    case ..<98: keyspace.markSlidDirty()
    default: endTurn()
    }
  }

  /// Mostly moments, sometimes part of a window, seldom past everything.
  private func advanceClock() {
    let longestMs: Int64 = random.oneIn(80) ? 400_000 : random.oneIn(6) ? 5000 : 100
    nowMs += Int64.random(in: 0...longestMs, using: &random)
  }

  private func expireSome() {
    let budget = Int.random(in: 1...200, using: &random)
    guard keyspace.expireDue(nowMs: nowMs, budget: budget) else { return }
    expect(keyspace.wheel.currentMs > nowMs - 2, "the wheel stands still before all is due")
  }

  /// Removes all that has expired, in memory and on disk.
  func expireAll() {
    while !keyspace.expireDue(nowMs: nowMs, budget: 100_000) {}
    dropExpiredRows()
    model.removeExpired(nowMs: nowMs)
  }

  private func dropExpiredRows() {
    for (row, content) in store.rows.sorted(by: { $0.key < $1.key })
    where content.lifetime.isExpired(at: nowMs) {
      keyspace.dropExpired(row: row, hash: content.hash, nowMs: nowMs)
    }
  }

  /// Moves a few live rows to the end of the store.
  private func copyRowsForward() {
    guard keyspace.isIndexComplete, flushedBefore == 0, inFlight == nil else { return }
    for from in store.rows.keys.sorted().prefix(5) {
      guard let hash = store.rows[from]?.hash, let to = store.copyForward(from) else { continue }
      keyspace.relocate(from: from, to: to, hash: hash)
    }
  }

  /// Steps the clock back once everything that it has passed is gone.
  func stepClockBack() {
    expireAll()
    nowMs -= Int64.random(in: 0...(random.oneIn(2) ? 900 : 3_600_000), using: &random)
  }

  /// Changes what the operator decided while entries live under what held before.
  func changeRule() {
    model.rule = anyRule()
    // Some of them match keys of each other, some none, and one all.
    let patterns = ["token:*", "token:5*", "k*7", "kkkk?*", "kkk41", "absent:*", "*9?", "*"]
    model.policies = patterns.shuffled(using: &random)
      .prefix(Int.random(in: 0...5, using: &random)).map { ($0, anyRule()) }
    takeRules()
  }

  private func anyRule() -> LifetimeRule {
    LifetimeRule(
      defaultTtlMs: Int64.random(in: 1000...(random.oneIn(3) ? 3_600_000 : 90_000), using: &random),
      maxTtlMs: Int64.random(in: 60_000...(random.oneIn(3) ? 9_000_000 : 400_000), using: &random),
      slidesOnAccess: random.oneIn(2))
  }

  private func takeRules() {
    keyspace.rule = model.rule
    keyspace.policies = LifetimePolicies(
      model.policies.map { LifetimePolicies.Policy(pattern: Array($0.pattern.utf8), rule: $0.rule) }
    ) { NaiveGlob.matches(Array($0), Array($1)) }
  }

  /// The process dies between two turns and starts again: memory is lost, store and journal are not.
  func crash() {
    endTurn()
    if random.oneIn(2), let commit = inFlight { store.apply(commit) }
    inFlight = nil
    flushedBefore = 0
    lateAnswers.removeAll()
    conflicts.removeAll()
    noted.removeAll()
    unsettled = Set(0..<pool.count)
    keyspace = Keyspace(
      seed: .fixed, rule: model.rule, memoryLimit: keyspace.memoryLimit, nowMs: nowMs)
    takeRules()
    keyspace.databases = store.databases
    keyspace.beginLoading(newestRow: store.nextRow - 1)
    replay()
    offers = store.rows.keys.sorted().shuffled(using: &random)
  }

  private func replay() {
    keyspace.changes.isRecording = false
    for payload in payloads[store.journalThrough...] {
      let outcome = payload.withUnsafeBytes { keyspace.replay($0, nowMs: nowMs) }
      expect(outcome != nil, "a payload cannot be replayed")
      if outcome?.removedAll == true { store.removeAll() }
    }
    expect(keyspace.changes.count == 0, "a replay is recorded")
    keyspace.changes.isRecording = true
    turnTails = turnTails.map { _ in keyspace.dirtyTail }
  }

  // MARK: Comparing everything

  func checkStructures() {
    for finding in keyspace.checkInvariants() { expect(false, finding) }
    expect(
      keyspace.usedBytes <= keyspace.memoryLimit + 2 << 20 || !keyspace.isIndexComplete,
      "\(keyspace.usedBytes) bytes are used under a cap of \(keyspace.memoryLimit)")
  }

  /// Compares every key, counts, and what the store holds.
  func compareAll() {
    finishLoading()
    for number in 0..<pool.count { find(number) }
    expireAll()
    flush()
    flush()
    compareCounts()
    compareStore()
    checkStructures()
  }

  private func compareCounts() {
    var expected = [Int](repeating: 0, count: Key.databaseCount)
    for number in 0..<pool.count where model.entry(number, nowMs: nowMs) != nil {
      expected[Int(pool.database(number))] += 1
    }
    expect(keyspace.databaseCounts == expected, "the databases' counts differ from the model")
    let byNumber = (0..<Key.databaseCount).map { keyspace.count(number: model.numbers[$0]) }
    expect(byNumber == expected, "the counts by number differ from the model")
    expect(keyspace.count == expected.reduce(0, +), "the count differs from the model")
  }

  /// After a flush each key has one row, which says what the key is, and there are no others.
  private func compareStore() {
    expect(
      store.rows.count == keyspace.count, "\(store.rows.count) rows for \(keyspace.count) keys")
    for number in 0..<pool.count {
      guard let entry = model.entry(number, nowMs: nowMs) else { continue }
      guard let row = store.locate(key(number)), let content = store.rows[row] else {
        expect(false, "key \(number) has no row")
        continue
      }
      let isSame = content.value.withUnsafeBytes { entry.value.isEqual(to: $0, scratch: scratch) }
      expect(isSame, "the row of key \(number) has an old value")
      expect(
        content.lifetime.deadlineMs <= entry.lifetime.deadlineMs,
        "the row of key \(number) would live too long")
    }
  }
}
