import Commands
import Configuration
import Keyspace
import Persistence

extension Engine {
  /// Copies of the database under the names of Redis' snapshots, the journal under those of its
  /// append-only file, and both with figures of their own.
  var persistenceFields: [InfoField] {
    [
      InfoField("loading", 0),
      InfoField("async_loading", storage.indexLoad.isComplete ? 0 : 1),
    ] + backupFields + journalFields + storeFields + diskFields
  }

  private var backupFields: [InfoField] {
    let backup = storage.backup
    return [
      InfoField("rdb_changes_since_last_save", keyspace.pointee.dirtyTail - backup.lastPosition),
      InfoField("rdb_bgsave_in_progress", backup.isRunning ? 1 : 0),
      InfoField("rdb_last_save_time", backup.lastMs / 1000),
      InfoField("rdb_last_bgsave_status", backup.isLastGood ? "ok" : "err"),
      InfoField("rdb_last_bgsave_time_sec", backup.lastSeconds),
      InfoField("rdb_current_bgsave_time_sec", backup.runningSeconds(nowMs: nowMs)),
      InfoField("rdb_saves", backup.count),
    ]
  }

  private var journalFields: [InfoField] {
    let journal = storage.journal
    return [
      InfoField("aof_enabled", configuration.durability == .none ? 0 : 1),
      InfoField("aof_last_write_status", storage.writeRefusal == nil ? "ok" : "err"),
      InfoField("aof_current_size", journal.usedBytes),
      InfoField("aof_buffer_length", keyspace.pointee.changes.count),
      InfoField("durability", configuration.durability.rawValue),
      InfoField("journal_used_bytes", journal.usedBytes),
      InfoField("journal_capacity_bytes", journal.capacityBytes),
      InfoField("journal_appended_bytes", journal.head),
      InfoField("journal_synced_bytes", journal.syncedLsn),
      InfoField("journal_lost_bytes", journal.lostBytes),
      InfoField("journal_was_missing", journal.wasMissed ? 1 : 0),
      InfoField("journal_waits_given_up", statistics.journalWaitsGivenUp),
    ]
  }

  private var storeFields: [InfoField] {
    let writeBehind = storage.work.writeBehind
    let core = storage.core
    return [
      InfoField(
        "store_last_write_status",
        writeBehind.failure == nil && storage.work.stall == nil && storage.watch.failure == nil
          ? "ok" : "err"),
      InfoField("store_log_held_seconds", storage.upkeep.logHeldSeconds(nowMs: nowMs)),
      InfoField("store_damage", core.damageCount),
      InfoField("store_last_commit_time", writeBehind.lastCommitMs / 1000),
      InfoField("store_dirty_keys", keyspace.pointee.dirtyTail - keyspace.pointee.dirtyHead),
      InfoField("store_rows", core.catalog.rowCount),
      InfoField("store_live_rows", core.catalog.liveRowCount),
      InfoField("store_segments", core.catalog.segmentCount),
      InfoField("store_committed_rows", writeBehind.committedRows),
      InfoField("store_copied_rows", storage.upkeep.copiedRows),
      InfoField("store_unpersisted_bytes", keyspace.pointee.unpersistedBytes),
    ]
  }
}
