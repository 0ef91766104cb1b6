import SeededRandom

@testable import Keyspace

/// A keyspace with everything around it that a server would supply (store, journal, clock), beside
/// the model that it is compared with.
final class Rig {
  /// The largest value in a sweep: above the arena's limit for shared segments.
  static let longestValue = 300_000

  var keyspace: Keyspace
  var model: Model
  var store = FakeStore()
  var random: SeededGenerator
  var nowMs = epochMs
  let pool: KeyPool
  let scratch = StableBytes(count: Rig.longestValue)

  /// Payloads of the crash journal, one a turn, and the dirty queue's tail after each.
  var payloads: [[UInt8]] = []
  var turnTails: [UInt64] = []
  var inFlight: FakeStore.Commit?
  /// Rows before this one die with the next commit.
  var flushedBefore: UInt64 = 0

  /// Rows that the index has still to be told of, and those whose key must be read first.
  var offers: [UInt64] = []
  var conflicts: [UInt64] = []
  /// Rows whose lifetime the journal has changed, for which there was no room before.
  var noted: [UInt64] = []
  /// Keys whose deadline after a crash has not been compared yet.
  var unsettled: Set<Int> = []
  /// Answers of the reader that arrive a second time, late.
  var lateAnswers: [(batch: RowBatch, wasLocated: Bool)] = []
  var nextTag: UInt64 = 1
  private(set) var failures: [String] = []

  init(seed: UInt64, pool: KeyPool, rule: LifetimeRule, memoryLimit: Int) {
    keyspace = Keyspace(seed: .fixed, rule: rule, memoryLimit: memoryLimit, nowMs: epochMs)
    let names = (0..<pool.count).map { String(decoding: pool.bytes($0), as: UTF8.self) }
    model = Model(names: names, rule: rule)
    self.pool = pool
    random = SeededGenerator(seed: seed)
  }

  func expect(_ isTrue: Bool, _ failure: @autoclosure () -> String) {
    if !isTrue && failures.count < 5 { failures.append(failure()) }
  }

  /// The key as a client names it, by what its database's number is at present.
  func key(_ number: Int) -> Key {
    keyspace.key(pool.bytes(number), number: model.numbers[Int(pool.database(number))])
  }
  /// Some keys are used far more than others.
  func anyKey() -> Int {
    Int.random(in: 0..<pool.count / (random.oneIn(2) ? 8 : 1), using: &random)
  }

  // MARK: Turns and commits

  /// Frames the changes of the turn for the journal.
  func endTurn() {
    payloads.append(Array(keyspace.changes.bytes))
    keyspace.changes.removeAll()
    turnTails.append(keyspace.dirtyTail)
  }

  func capture(limitBytes: Int) {
    guard inFlight == nil else { return }
    endTurn()
    let batch = RowBatch()
    var nextRow = store.nextRow
    keyspace.capture(into: batch, limitBytes: limitBytes) { _, _ in
      nextRow += 1
      return nextRow - 1
    }
    store.nextRow = nextRow
    inFlight = FakeStore.Commit(
      batch: batch, deadRows: keyspace.takeDeadRows(), flushedBefore: flushedBefore,
      journalThrough: journalThrough(), databases: keyspace.captureDatabases())
    flushedBefore = 0
  }

  func commit() {
    guard let commit = inFlight else { return }
    store.apply(commit)
    inFlight = nil
    if let last = commit.batch.headers.last { keyspace.noteCommitted(throughRow: last.row) }
  }

  func flush() {
    commit()
    capture(limitBytes: .max)
    commit()
  }

  /// The first payload that holds a change which the store will lack. It stays where it is until the
  /// index is complete: until then dead rows may be unknown that a replay would find again.
  private func journalThrough() -> Int {
    guard keyspace.isIndexComplete else { return store.journalThrough }
    let head = keyspace.dirtyHead
    return (store.journalThrough..<payloads.count).first { turnTails[$0] > head } ?? payloads.count
  }

  // MARK: Bringing keys in

  /// Runs the steps that a server takes before a command: room for `bytes`, then the key in memory.
  ///
  /// - Parameter needsValue: Whether the value must be in memory too.
  func prepare(_ number: Int, bytes: Int? = nil, needsValue: Bool = true) {
    for attempt in 0..<100 {
      // What was replayed cannot leave memory before the index is complete, so a key could have to
      // make room for itself; a server waits for the index then.
      if attempt == 50 { finishLoading() }
      if let bytes { admit(bytes) }
      switch keyspace.residency(of: key(number), needsValue: needsValue) {
      case .hot, .absent: return settle(number, hasValue: needsValue)
      case .cold(let row): bringIn(row, isLocated: false, withValue: needsValue)
      case .unknown:
        guard let row = store.locate(key(number)) else {
          makeRoom(64 + pool.bytes(number).count)
          keyspace.noteAbsent(key(number))
          continue
        }
        bringIn(row, isLocated: true, withValue: true)
      }
    }
    expect(false, "key \(number) never becomes hot or absent")
  }

  private func bringIn(_ row: UInt64, isLocated: Bool, withValue: Bool) {
    guard let batch = store.fetch(row, withValue: withValue) else {
      return expect(false, "the index names row \(row), which is not in the store")
    }
    makeRoom(batch.byteCount + 64)
    if random.oneIn(4) { lateAnswers.append((batch, isLocated)) }
    deliver(batch, wasLocated: isLocated)
  }

  private func deliver(_ batch: RowBatch, wasLocated: Bool) {
    for header in batch.headers {
      if wasLocated {
        keyspace.promoteLocated(header, in: batch, nowMs: nowMs)
      } else {
        keyspace.promote(header, in: batch, nowMs: nowMs)
      }
    }
  }

  /// Delivers an answer of the reader again, if its row is live still.
  func deliverLateAnswer() {
    guard !lateAnswers.isEmpty else { return }
    let answer = lateAnswers.remove(at: Int.random(in: 0..<lateAnswers.count, using: &random))
    guard answer.batch.headers.allSatisfy({ store.rows[$0.row] != nil }) else { return }
    makeRoom(answer.batch.byteCount + 64)
    deliver(answer.batch, wasLocated: answer.wasLocated)
  }

  private func admit(_ bytes: Int) {
    untilRoom { $0.keyspace.admit(bytes: bytes) == .admitted }
  }

  func makeRoom(_ bytes: Int) {
    untilRoom { $0.keyspace.makeRoom(for: bytes) }
  }

  /// Waits for the store as often as a server would have to: what was slid or queued must be written
  /// before it can leave memory, what was replayed stays until the index is complete.
  private func untilRoom(_ hasRoom: (Rig) -> Bool) {
    for _ in 0..<6 {
      if hasRoom(self) { return }
      flush()
    }
    finishLoading()
    flush()
    expect(hasRoom(self), "nothing can be reclaimed after a flush")
  }

  // MARK: Loading

  /// Offers up to `count` rows to the index.
  func offerRows(_ count: Int) {
    for _ in 0..<min(count, offers.count) {
      let row = offers.removeLast()
      guard let content = store.rows[row] else { continue }
      if keyspace.indexRow(row, hash: content.hash) == .conflict { conflicts.append(row) }
    }
  }

  func resolveConflict() {
    guard !conflicts.isEmpty else { return }
    let row = conflicts.remove(at: Int.random(in: 0..<conflicts.count, using: &random))
    guard let batch = store.fetch(row) else { return }
    // The keys come first; values only for those whose lifetime the journal has changed.
    guard let keys = store.fetch(row, withValue: false) else { return }
    guard keyspace.awaitsValue(of: keys.headers[0], in: keys) else {
      return keyspace.resolve(keys.headers[0], in: keys, nowMs: nowMs)
    }
    if !keyspace.makeRoom(for: batch.byteCount + 64) {
      flush()
      guard keyspace.makeRoom(for: batch.byteCount + 64) else {
        return noted.append(row)
      }
    }
    keyspace.resolve(batch.headers[0], in: batch, nowMs: nowMs)
  }

  func finishLoading() {
    offerRows(.max)
    while !conflicts.isEmpty { resolveConflict() }
    keyspace.finishResolving()
    conflicts = noted
    noted.removeAll()
    while !conflicts.isEmpty { resolveConflict() }
    expect(noted.isEmpty, "there is no room for what the journal has changed")
    guard !keyspace.isIndexComplete else { return }
    keyspace.finishLoading()
    // Entries that loading has made dirty come from any of the payloads.
    turnTails = turnTails.map { _ in keyspace.dirtyTail }
  }

  /// Compares a key for the first time after a crash: it may have lost up to a step of its time.
  private func settle(_ number: Int, hasValue: Bool) {
    guard unsettled.remove(number) != nil else { return }
    let expected = model.entry(number, nowMs: nowMs)
    // What a command has set is as it was; only windows and repeated saves may be coarse.
    let isExact = expected?.isExact == true
    let stepMs = isExact ? 0 : (expected?.longestMs ?? 0) / 20 + 1
    guard let view = keyspace.find(key(number), nowMs: nowMs) else {
      let diedEarly = expected.map { $0.lifetime.deadlineMs - stepMs <= nowMs } ?? true
      expect(diedEarly, "key \(number) was lost in a crash")
      return model.remove(number)
    }
    guard let expected else { return expect(false, "key \(number) came back after a crash") }
    let lifetime = view.lifetime
    let lateMs = lifetime.deadlineMs - expected.lifetime.deadlineMs
    expect(lateMs <= 0 && lateMs >= -stepMs, "key \(number) is late by \(lateMs) ms after a crash")
    expect(
      lifetime.windowMs == expected.lifetime.windowMs && lifetime.capMs <= expected.lifetime.capMs,
      "key \(number) has another window or cap after a crash")
    expect(
      !hasValue || expected.value.isEqual(to: view.value, scratch: scratch),
      "key \(number) has an old value")
    model.settle(number, lifetime)
  }
}
