@testable import Keyspace

/// Random commands, each done to the keyspace and to the model.
extension Rig {
  func runCommand() {
    let number = anyKey()
    switch Int.random(in: 0..<100, using: &random) {
    case ..<30: save(number)
    case ..<58: read(number)
    case ..<68: touch(number)
    case ..<72: find(number)
    case ..<80: remove(number)
    case ..<84: setDeadline(number)
    case ..<89: persist(number)
    case ..<98: resave(number)
    case ..<99: swapDatabases()
    default: if random.oneIn(8) { removeAll() }
    }
  }

  func saveAll() {
    for number in 0..<pool.count { save(number) }
  }

  private func save(_ number: Int) {
    let value = TestValue(tag: nextTag, length: anyLength())
    nextTag += 1
    save(number, value, anyExpiry())
  }

  /// Saves what is there already, as a client does that refreshes a lifetime.
  private func resave(_ number: Int) {
    guard let value = model.entry(number, nowMs: nowMs)?.value else { return }
    save(number, value, random.oneIn(3) ? anyExpiry() : .backstop)
  }

  private func save(_ number: Int, _ value: TestValue, _ expiry: Expiry) {
    prepare(
      number, bytes: value.length + pool.bytes(number).count + 64, needsValue: random.oneIn(2))
    keyspace.save(key(number), value: value.fill(scratch), expiry: expiry, nowMs: nowMs)
    model.save(number, value, expiry, nowMs: nowMs)
  }

  private func read(_ number: Int) {
    prepare(number)
    model.read(number, nowMs: nowMs)
    let expected = model.entry(number, nowMs: nowMs)
    compare(number, keyspace.read(key(number), nowMs: nowMs), expected, "read")
  }

  func find(_ number: Int) {
    let needsValue = random.oneIn(2)
    prepare(number, needsValue: needsValue)
    let expected = model.entry(number, nowMs: nowMs)
    let view = keyspace.find(key(number), nowMs: nowMs)
    compare(number, view, expected, "find", hasValue: needsValue)
  }

  /// Re-arms a window by the key alone, where that is enough.
  private func touch(_ number: Int) {
    prepare(number, needsValue: false)
    if keyspace.rowToSlide(key(number), nowMs: nowMs) != nil { prepare(number) }
    model.read(number, nowMs: nowMs)
    let expected = model.entry(number, nowMs: nowMs)
    let view = keyspace.read(key(number), nowMs: nowMs)
    compare(number, view, expected, "touch", hasValue: false)
  }

  private func remove(_ number: Int) {
    prepare(number, needsValue: random.oneIn(2))
    let wasThere = model.entry(number, nowMs: nowMs) != nil
    expect(
      keyspace.remove(key(number), nowMs: nowMs) == wasThere, "remove \(number) answers wrongly")
    model.remove(number)
  }

  private func setDeadline(_ number: Int) {
    prepare(number)
    let deadlineMs = nowMs + Int64.random(in: -1000...2 * model.rule.maxTtlMs, using: &random)
    let expected = model.setDeadline(number, deadlineMs, nowMs: nowMs)
    let answer = keyspace.setDeadline(key(number), deadlineMs: deadlineMs, nowMs: nowMs)
    expect(answer == expected, "setDeadline \(number) answers wrongly")
  }

  private func persist(_ number: Int) {
    prepare(number)
    let expected = model.persist(number, nowMs: nowMs)
    let answer = keyspace.persist(key(number), nowMs: nowMs)
    expect(answer == expected, "persist \(number) answers wrongly")
  }

  private func swapDatabases() {
    let (first, second) = (
      UInt8.random(in: 0..<16, using: &random), UInt8.random(in: 0..<16, using: &random)
    )
    keyspace.swapDatabases(first, second)
    model.swapNumbers(first, second)
  }

  private func removeAll() {
    keyspace.removeAll()
    model.removeAll()
    unsettled.removeAll()
    flushedBefore = store.nextRow
    offers.removeAll()
  }

  private func compare(
    _ number: Int, _ view: EntryView?, _ expected: Model.Entry?, _ operation: String,
    hasValue: Bool = true
  ) {
    if let expected, view == nil, isRoundedToDeath(expected.lifetime) {
      return model.remove(number)
    }
    guard let view, let expected else {
      let isRight = view == nil && expected == nil
      return expect(isRight, "\(operation) \(number): presence differs from the model")
    }
    if isRounded(view.lifetime, expected.lifetime) { return model.settle(number, view.lifetime) }
    expect(
      view.lifetime == expected.lifetime,
      "\(operation) \(number): \(view.lifetime) instead of \(expected.lifetime)")
    expect(
      !hasValue || expected.value.isEqual(to: view.value, scratch: scratch),
      "\(operation) \(number): value")
    expect(
      view.key.elementsEqual(pool.bytes(number)) && view.database == pool.database(number),
      "\(operation) \(number): key")
  }

  /// Whether a long window that slid lost less than a unit of its deadline on disk, and perhaps the
  /// cap of an identical save within the same step.
  private func isRounded(_ lifetime: Lifetime, _ expected: Lifetime) -> Bool {
    let lostMs = expected.deadlineMs - lifetime.deadlineMs
    return lifetime != expected && SlidDeadlines.canKeep(expected)
      && lifetime.windowMs == expected.windowMs && (0..<1024).contains(lostMs)
      && lifetime.capMs <= expected.capMs
      && expected.capMs - lifetime.capMs <= expected.windowMs / 20
  }

  private func isRoundedToDeath(_ lifetime: Lifetime) -> Bool {
    SlidDeadlines.canKeep(lifetime) && lifetime.deadlineMs - nowMs < 1024
  }

  private func anyLength() -> Int {
    switch Int.random(in: 0..<100, using: &random) {
    case ..<10: 0
    case ..<25: Int.random(in: 1...100, using: &random)
    // As long as what a replay keeps in the place of a value.
    case ..<40: Int.random(in: 20...28, using: &random)
    case ..<75: Int.random(in: 1...20_000, using: &random)
    case ..<90: Int.random(in: 60_000...200_000, using: &random)
    default: Int.random(in: 257_000...Rig.longestValue, using: &random)
    }
  }

  private func anyExpiry() -> Expiry {
    switch Int.random(in: 0..<10, using: &random) {
    case ..<5: .backstop
    case ..<7: .keep
    default:
      .at(deadlineMs: nowMs + Int64.random(in: -100...2 * model.rule.maxTtlMs, using: &random))
    }
  }
}
