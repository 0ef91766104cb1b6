import Commands
import Configuration
import Dispatch
import Keyspace
import Persistence

extension Engine {
  /// Opens the store, replays, loads and listens.
  func start() throws(ServerError) -> [String] {
    // First, because an address that somebody else has must not cost a journal on the disk.
    let sockets = try openSockets()
    do throws(ServerError) {
      try open()
      if inheritedSockets.isEmpty {
        for socket in sockets { try socket.listen(backlog: configuration.tcpBacklog) }
      }
    } catch {
      for socket in sockets { socket.withdraw() }
      throw error
    }
    loop.start(on: queue) { [unowned self] in loop.run() }
    listeners = sockets.map { socket in
      Listener(socket, queue: queue) { [unowned self] in accept(socket) }
    }
    storage.indexLoad.start()
    slicing.calibrate(ticksPerSecond: tickRate.ticksPerSecond)
    willIdle()
    return sockets.map(\.name)
  }

  /// Everything that a start does before anybody can be heard.
  func open() throws(ServerError) {
    do throws(StorageError) {
      try openStorage()
    } catch {
      throw ServerError("\(error)")
    }
    loop = try EventLoop(handler: self, clock: clock)
    _ = loop.watch(inbox.descriptor, for: .readable, tag: Engine.inboxTag)
    if storage.watch.descriptor >= 0 {
      _ = loop.watch(storage.watch.descriptor, for: .readable, tag: Engine.directoryTag)
    }
    wake = WakeTimer(queue: queue, clock: clock) { [unowned self] in fired() }
    noteExternalBytes()
    observersChanged()
    logDisabledUsers()
    statistics.startedMonotonicMs = clock.monotonicMs()
    statistics.rates.restart(statistics, monotonicMs: statistics.startedMonotonicMs)
    instruments.startupBytes = keyspace.pointee.usedBytes
  }

  /// Answers what was received, writes everything to the store and closes it.
  func stop() {
    guard !isStopping else { return }
    isStopping = true
    listeners.removeAll()
    answerReceived()
    keyspace.pointee.markSlidDirty()
    let isSaved = saveEverything()
    log(isSaved ? .notice : .warning, isSaved ? "everything saved" : storage.whereTheRestIs)
    for reference in clients.references { clients[reference].map(drop) }
    wake.cancel()
    loop.stop()
  }

  private func openStorage() throws(StorageError) {
    let recovery = Recovery(
      configuration: configuration, files: files, clock: clock, log: log)
    let opened = try recovery.openStore()
    keyspace.deinitialize(count: 1)
    keyspace.initialize(to: recovery.makeKeyspace(opened))
    let core = try StorageCore(
      keyspace: keyspace, opened: opened, inbox: inbox, clock: clock, log: log,
      latency: instruments.latency, clients: self)
    let journal = try recovery.replay(
      core, from: opened.contents.journalThrough, ties: opened.contents.journalTies)
    storage = Storage(
      core: core, journal: journal, configuration: configuration, files: files)
    storage.indexLoad.index(opened.contents.tail)
  }

  private func openSockets() throws(ServerError) -> [ListeningSocket] {
    var sockets: [ListeningSocket] = []
    if !inheritedSockets.isEmpty {
      for descriptor in inheritedSockets { sockets.append(try .inherited(descriptor)) }
      return sockets
    }
    if configuration.port > 0 {
      for address in configuration.bindAddresses {
        let isOptional = address.hasPrefix("-")
        do throws(ServerError) {
          sockets.append(
            try ListeningSocket.tcp(
              address: isOptional ? String(address.dropFirst()) : address,
              port: configuration.port))
        } catch {
          guard isOptional else { throw error }
          log(.warning, "\(error)")
        }
      }
    }
    if !configuration.unixSocketPath.isEmpty {
      sockets.append(
        try ListeningSocket.unix(
          path: configuration.unixSocketPath, mode: configuration.unixSocketMode))
    }
    guard !sockets.isEmpty else {
      throw ServerError(
        "cannot listen anywhere: this machine has none of the addresses in 'bind'")
    }
    return sockets
  }

  private func fired() {
    wake.disarm()
    beginTurn()
    endTurn()
    // Requests that were waiting can run now without any descriptor becoming ready.
    if hasPendingWork { loop.run() } else { willIdle() }
  }

  /// Takes turns until no client has anything more to say or to take, for two seconds at most.
  private func answerReceived() {
    let endMs = clock.monotonicMs() + 2000
    var quietTurns = 0
    while clock.monotonicMs() < endMs, quietTurns < 3 {
      let wasBusy = loop.poll()
      quietTurns = wasBusy || hasPendingWork || !gated.isEmpty ? 0 : quietTurns + 1
    }
  }

  /// Commits until nothing is dirty, then closes the database. False when the store does not take
  /// it; the journal has it then.
  private func saveEverything() -> Bool {
    let core = storage.core
    storage.work.stop()
    // A job under way reports through the inbox; its outcome comes before ours.
    core.writerQueue.sync {}
    inbox.deliver()
    // What the outcome has put on the queue still uses the database, which is about to be closed.
    core.writerQueue.sync {}
    storage.backup.cancel()
    while let commit = storage.work.writeBehind.captureNow() {
      guard save(commit) else { return false }
    }
    return close()
  }

  private func save(_ commit: StoreCommit) -> Bool {
    do throws(StorageError) {
      try storage.core.writer.commit(commit)
      storage.work.writeBehind.finish(commit, nowMs: clock.wallMs())
      return true
    } catch {
      log(.warning, "\(error)")
      return false
    }
  }

  private func close() -> Bool {
    do throws(StorageError) {
      let writer = storage.core.writer
      try writer.writeSlidDeadlines(
        keyspace.pointee.slidDeadlines, unread: Set(storage.core.catalog.unindexedSegments))
      // What the disk has no room for stays in the journal.
      let isComplete = storage.work.writeBehind.isIdle
      if isComplete { try writer.noteJournalSettled() }
      try writer.close()
      return isComplete
    } catch {
      log(.warning, "\(error)")
      return false
    }
  }
}
