import Commands
import Dispatch
import Keyspace

extension Engine: EventLoopHandler {
  /// The tags of the inbox and of the data directory; clients' generations stay below 2^31.
  static let inboxTag = UInt64.max
  static let directoryTag = UInt64.max - 1

  func beginTurn() {
    dispatchPrecondition(condition: .onQueue(queue))
    nowMs = clock.wallMs()
    let time = loop.time
    lull.beginTurn(nowMs: nowMs, time)
    slicing.beginTurn(nowTicks: time.ticks, waiting: runQueue.count)
  }

  func ready(_ tag: UInt64, _ readiness: EventLoop.Readiness) {
    if tag == Engine.inboxTag {
      // What is delivered may move entries, and those of requests that wait to be run are being warmed.
      runReceived()
      return inbox.deliver()
    }
    if tag == Engine.directoryTag { return storage.watch.directoryChanged() }
    guard let client = clients[ClientReference(tag: tag)] else { return }
    // The kernel reports a broken connection even to those who want to hear nothing, again and again.
    // Nothing can be sent there any more, so what still waits to be run is not run.
    if !readiness.isDisjoint(with: .broken) && !client.pointee.interest.contains(.readable) {
      return drop(client)
    }
    if readiness.contains(.writable) { enqueueFlush(client) }
    if !readiness.isDisjoint(with: [.readable, .broken]) { receive(client) }
  }

  /// Runs what waits, makes the turn's changes safe, sends the replies.
  func endTurn() {
    runReceived()
    runQueued()
    tick()
    storage.journal.record()
    storage.journal.syncIfDue(
      nowMs: nowMs, held: gated.count, replied: flushQueue.count)
    flushQueued()
    giveUpHopelessWaits()
    keepCap()
  }

  var hasPendingWork: Bool { !runQueue.isEmpty || !flushQueue.isEmpty }

  func patienceMs(atMost limit: Int64) -> Int64 {
    guard let due = nextDueMs else { return limit }
    return min(max(due - clock.wallMs(), 0), limit)
  }

  func wantsLull(afterReady ready: Int) -> Bool {
    // Who waits for the disk gets no further delay on top.
    lull.isWorthwhile(afterReady: ready) && gated.isEmpty && !hasPendingWork
  }

  func willIdle() { wake.arm(atMs: hasPendingWork ? nowMs : nextDueMs) }

  /// When something must happen even if no client asks, in wall-clock ms.
  private var nextDueMs: Int64? {
    let held = earliest(pause?.untilMs, heldClients.first?.untilMs)
    let gate = gated.isEmpty ? nil : gateWait.endMs(isFailing: storage.journal.failure != nil)
    let housekeeping = earliest(clients.count > 0 ? nextHousekeepingMs : nil, held)
    return earliest(
      earliest(keyspace.pointee.nextExpiryMs, storage.nextDueMs(nowMs: nowMs)),
      earliest(housekeeping, gate))
  }

  /// Buffers may have grown past the cap: entries make room for them. What could not be reclaimed
  /// can be only after a commit, so it is not tried again before.
  private func keepCap() {
    let committed = storage.work.writeBehind.committedRows
    guard keyspace.pointee.usedBytes > keyspace.pointee.memoryLimit, committed != stuckAtCommit
    else { return }
    if !keyspace.pointee.makeRoom(for: 0) { stuckAtCommit = committed }
  }

  /// Expires what is due, starts what the storage has to do, and once a second looks after clients.
  private func tick() {
    endPauseIfDue()
    if !heldClients.isEmpty { releaseHeldClients() }
    expire()
    deliverSignals()
    storage.tick(nowMs: nowMs)
    if nowMs >= nextHousekeepingMs || nowMs < nextHousekeepingMs - 2000 {
      nextHousekeepingMs = nowMs + 1000
      keepHouse()
    }
  }

  private func expire() {
    // Nothing to time when nothing is due, but the wheel must know what time it is.
    let isDue = keyspace.pointee.nextExpiryMs.map { $0 <= nowMs } ?? false
    let began = isDue ? instruments.meter.pointee.ticks.now() : 0
    let isDrained = keyspace.pointee.expireDue(nowMs: nowMs, budget: Engine.expiryBudget)
    if isDue { noteExpiry(instruments.meter.pointee.ticks.now() &- began) }
    guard !isDrained else { return }
    statistics.expiryBudgetsSpent &+= 1
    wake.again()
  }

  private func noteExpiry(_ ticks: UInt64) {
    let nanoseconds = instruments.meter.pointee.ticks.nanoseconds(ofTicks: ticks)
    statistics.expiryNanoseconds &+= nanoseconds
    instruments.latency.note(.expireCycle, Int64(nanoseconds / 1_000_000), atMs: nowMs)
  }

  /// Entries looked at in one turn; some milliseconds at most.
  private static let expiryBudget = 20_000

  private func runQueued() {
    guard !runQueue.isEmpty else { return }
    let references = runQueue
    runQueue.removeAll(keepingCapacity: true)
    for (position, reference) in references.enumerated() {
      // The first always has its slice: turns that find no time must not follow each other for ever.
      guard position == 0 || slicing.hasTime(meter.pointee.ticks.now()) else {
        runQueue.insert(contentsOf: references[position...], at: 0)
        return
      }
      guard let client = clients[reference] else { continue }
      client.pointee.isRunQueued = false
      resume(client)
    }
  }
}
