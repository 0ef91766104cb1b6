import Configuration
import Keyspace
import Persistence

/// Opens the store, brings the keyspace up to the last acknowledged change, and leaves the rest of
/// the index to be loaded while clients are served.
struct Recovery {
  let configuration: Configuration
  let files: FileSystem
  let clock: Clock
  let log: ServerLog

  /// Opens or creates the store; the process holds its lock from here on.
  func openStore() throws(StorageError) -> OpenedStore {
    var options = StoreOptions(hash: { seed, database, key in
      KeyHasher(seed: seed).hash(key, database: database)
    })
    options.writerCacheBytes = configuration.cacheBytes
    options.readerCacheBytes = configuration.cacheBytes
    options.system = files
    return try Store.open(directory: configuration.directory, options: options)
  }

  /// The keyspace as it was when the last change was acknowledged; its index still lacks the rows of
  /// closed segments.
  func makeKeyspace(_ opened: OpenedStore) -> Keyspace {
    var keyspace = Keyspace(
      seed: opened.contents.hashSeed, rule: configuration.lifetimeRule,
      memoryLimit: configuration.maxMemoryBytes, nowMs: clock.wallMs())
    keyspace.policies = configuration.lifetimePolicies
    keyspace.databases = opened.contents.databases
    keyspace.beginLoading(newestRow: opened.contents.nextRow - 1)
    if let segment = opened.contents.tailSegment {
      keyspace.restoreSlidDeadlines(opened.contents.tailSlidDeadlines, ofSegment: segment)
    }
    return keyspace
  }

  /// Replays what the store, which wants that from `journalThrough` on, does not hold yet; the journal
  /// is ready to append to.
  func replay(
    _ core: StorageCore, from journalThrough: UInt64, ties: JournalTies
  ) throws(StorageError) -> Journal {
    let path = configuration.directory + "/" + Journal.fileName
    let acceptsDamage = configuration.journalDamage == .accept
    var journal = try Journal.open(
      path: path, capacity: configuration.journalCapacityBytes,
      replayFrom: journalThrough, ties: ties, acceptsDamage: acceptsDamage, in: files)
    if configuration.durability == .always { try journal.fill() }
    let beganMs = clock.monotonicMs()
    core.keyspace.pointee.changes.isRecording = false
    var damaged = false
    var records = 0
    let summary = try journal.replay(acceptsDamage: acceptsDamage) {
      _, payload throws(StorageError) in
      guard let outcome = core.keyspace.pointee.replay(payload, nowMs: clock.wallMs()) else {
        damaged = true
        return
      }
      records += outcome.records
      if outcome.removedAll { core.catalog.killAll() }
      try relieve(core, journalThrough)
    }
    guard !damaged else {
      throw StorageError(
        operation: "replay the journal", cause: .newerVersion,
        message: "'\(path)' holds records that this version does not know; "
          + "start the version that wrote them")
    }
    if records > 0 || summary.tornTail {
      let tookMs = clock.monotonicMs() - beganMs
      log(.notice, "journal replayed: \(records) changes, \(summary.bytes) bytes, \(tookMs) ms")
    }
    if summary.lostBytes > 0 {
      log(
        .warning,
        "\(path) is damaged: at least \(summary.lostBytes) bytes of changes that were safe in it are "
          + "lost, which journal-damage accept allows; set it back to refuse")
    }
    if journal.wasMissed {
      log(
        .warning,
        "\(path) was missing: changes that were safe in it and not in the database are lost, which "
          + "journal-damage accept allows; set it back to refuse")
    }
    try noteUse(core.writer, ties)
    return journal
  }

  /// The database has to know that it needs the journal before anything is acknowledged. On a full disk
  /// reads must go on, so there the first commit makes up for it.
  private func noteUse(_ writer: StoreWriter, _ ties: JournalTies) throws(StorageError) {
    guard !ties.isMarked || !ties.isAwaited else { return }
    do throws(StorageError) {
      try writer.noteJournalInUse()
    } catch {
      if !ties.isMarked { throw error }
      log(.warning, "\(error); until the next commit a removed journal would not be noticed")
    }
  }

  /// A journal can hold more than memory does: writes part of it into the store on the way. The
  /// replay position stays, so that a crash here replays the same changes again.
  private func relieve(_ core: StorageCore, _ journalThrough: UInt64) throws(StorageError) {
    while core.keyspace.pointee.unpersistedBytes > configuration.maxMemoryBytes / 3 {
      let batch = RowBatch(capacity: configuration.batchBytes)
      core.keyspace.pointee.capture(into: batch, limitBytes: configuration.batchBytes) {
        core.catalog.allocate(deadlineMs: $0, byteCount: $1)
      }
      core.buryDeadRows()
      var commit = StoreCommit(
        rows: batch, states: core.catalog.takeChangedStates(),
        journalThrough: journalThrough, nextRow: core.catalog.nextRow)
      commit.databases = core.keyspace.pointee.captureDatabases()
      try core.writer.commit(commit)
      core.keyspace.pointee.noteCommitted(throughRow: core.catalog.nextRow - 1)
    }
  }
}
