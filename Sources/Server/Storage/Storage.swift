import Configuration
import Keyspace
import Persistence

/// The storage as the engine sees it: its parts, wired together.
final class Storage {
  let core: StorageCore
  let journal: JournalKeeper
  let work: StoreWork
  let upkeep: StoreUpkeep
  let backup: Backup
  let disk: DiskSpace
  let eviction: DiskEviction
  let coldReads: ColdReads
  let coldSweep: ColdSweep
  let indexLoad: IndexLoad
  let watch: FileWatch
  private let cacheBytes: Int

  init(
    core: StorageCore, journal: consuming Journal, configuration: Configuration, files: FileSystem
  ) {
    self.core = core
    self.journal = JournalKeeper(
      core: core, journal: journal, durability: configuration.durability)
    disk = DiskSpace(
      core: core, journalBytes: self.journal.fileBytes, configuration: configuration)
    eviction = DiskEviction(core: core, disk: disk)
    upkeep = StoreUpkeep(core: core, disk: disk)
    let writeBehind = WriteBehind(
      core: core, journal: self.journal, disk: disk, eviction: eviction,
      intervalMs: configuration.flushIntervalMs, batchBytes: configuration.batchBytes)
    backup = Backup(
      core: core, writeBehind: writeBehind, directory: configuration.directory,
      fileName: configuration.backupFile)
    work = StoreWork(
      core: core, disk: disk, eviction: eviction, writeBehind: writeBehind, upkeep: upkeep,
      backup: backup)
    coldReads = ColdReads(core: core) { [work] clients in
      for client in clients { work.wantRoom(for: client) }
    }
    coldSweep = ColdSweep(core: core)
    indexLoad = IndexLoad(core: core)
    watch = FileWatch(
      core: core, journalFiles: self.journal.files, directory: configuration.directory,
      system: files)
    cacheBytes = configuration.cacheBytes * 3
  }

  /// Memory that the storage takes beside the keyspace: page caches, a batch on its way, the
  /// catalog.
  var bufferBytes: Int { cacheBytes + work.writeBehind.bufferBytes + core.catalog.byteCount }

  func tick(nowMs: Int64) {
    core.keyspace.pointee.isDiskFull = disk.isFull
    watch.tick(nowMs: nowMs)
    work.pump(nowMs: nowMs)
    indexLoad.tick(nowMs: nowMs)
    eviction.tick(nowMs: nowMs)
    if work.writeBehind.failure == nil { coldSweep.tick(nowMs: nowMs) }
  }

  /// Wakes `client` when expired rows on disk have been dropped. While the store takes no changes
  /// none can be, so nothing is waited for.
  func sweep(for client: ClientReference, nowMs: Int64) {
    if work.writeBehind.failure == nil {
      coldSweep.sweep(for: client, nowMs: nowMs)
    } else {
      core.clients.wake([client])
    }
  }

  /// When `tick` has something to do, in wall-clock ms.
  func nextDueMs(nowMs: Int64) -> Int64? {
    earliest(
      earliest(work.nextDueMs(nowMs: nowMs), coldSweep.nextDueMs),
      earliest(
        earliest(journal.nextSyncMs(nowMs: nowMs), eviction.nextDueMs(nowMs: nowMs)),
        indexLoad.nextDueMs(nowMs: nowMs)))
  }

  /// What a stop says when the database did not take everything.
  var whereTheRestIs: String {
    journal.isUsed && watch.isJournalThere
      ? "the journal keeps the rest"
      : "not everything is saved: neither the database nor the journal has the rest"
  }

  /// Why changes are refused at present: what would be acknowledged could not be kept. nil while
  /// all is well. https://redis.io/docs/latest/operate/oss_and_stack/management/persistence/
  var writeRefusal: String? {
    guard let failure = journal.failure ?? work.writeBehind.failure ?? watch.failure else {
      return nil
    }
    return "MISCONF \(failure). Reads go on; changes are taken again once this is mended."
  }
}

/// The earlier of two moments of which either may be missing.
@inline(__always)
func earliest(_ a: Int64?, _ b: Int64?) -> Int64? {
  guard let a else { return b }
  guard let b else { return a }
  return min(a, b)
}

extension Configuration {
  /// Page cache of each of the three connections: a thirty-second part of memory, up to 8 MB.
  var cacheBytes: Int { min(max(maxMemoryBytes / 32, 256 << 10), 8 << 20) }

  /// Key and value bytes of one commit: a sixty-fourth part of memory, up to 4 MB.
  var batchBytes: Int { min(max(maxMemoryBytes / 64, 256 << 10), 4 << 20) }
}
