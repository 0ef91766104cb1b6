import Commands
import Configuration
import Glibc
import Keyspace
import Persistence
import RESP

/// INFO as far as the server knows it; field names are Redis' where it has them, because exporters
/// and dashboards look for them. https://redis.io/docs/latest/commands/info/
extension Engine {
  func information(_ section: InfoSection) -> [InfoField] {
    switch section {
    case .server: serverFields
    case .clients: clientFields
    case .memory: memoryFields
    case .persistence: persistenceFields
    case .stats: statisticsFields
    case .replication: Engine.replicationFields
    case .cpu: ProcessFacts.cpuFields
    case .cluster: [InfoField("cluster_enabled", 0)]
    case .modules, .commandstats, .errorstats, .latencystats, .keyspace: []
    }
  }

  private var uptimeSeconds: Int64 {
    (clock.monotonicMs() - statistics.startedMonotonicMs) / 1000
  }

  private var serverFields: [InfoField] {
    [
      InfoField("redis_version", ServerIdentity.redisVersion),
      InfoField("redis_mode", "standalone"),
      InfoField("tokencached_version", ServerIdentity.version),
      InfoField("os", ProcessFacts.operatingSystem),
      InfoField("arch_bits", Int.bitWidth),
      InfoField("multiplexing_api", "epoll"),
      InfoField("process_id", getpid()),
      InfoField("run_id", runID),
      InfoField("tcp_port", configuration.port),
      InfoField("server_time_usec", nowMs * 1000),
      InfoField("uptime_in_seconds", uptimeSeconds),
      InfoField("uptime_in_days", uptimeSeconds / 86_400),
      InfoField("hz", 1),
      InfoField("configured_hz", 1),
      InfoField("io_threads_active", 0),
    ]
  }

  private var clientFields: [InfoField] {
    let parked = clients.references.count { clients[$0]?.pointee.isParked == true }
    return [
      InfoField("connected_clients", clients.count),
      InfoField("maxclients", configuration.maxClients),
      InfoField("client_buffer_bytes", clientBufferBytes),
      InfoField("pubsub_clients", clients.references.count { isListening($0) }),
      InfoField("tracking_clients", tracking.clientCount),
      InfoField("blocked_clients", parked),
      InfoField("clients_waiting_for_journal", gated.count),
    ]
  }

  private func isListening(_ reference: ClientReference) -> Bool {
    clients[reference]?.pointee.session.subscriptions.isEmpty == false
  }

  private var memoryFields: [InfoField] {
    let resident = ProcessFacts.residentBytes
    return [
      InfoField("used_memory_rss", resident),
      InfoField("used_memory_rss_human", ProcessFacts.human(resident)),
      InfoField("maxmemory", configuration.maxMemoryBytes),
      InfoField("maxmemory_human", ProcessFacts.human(configuration.maxMemoryBytes)),
      InfoField("maxmemory_policy", "demote-to-disk"),
      InfoField("mem_clients_normal", clientBufferBytes),
      InfoField("mem_storage_buffers", storage.bufferBytes),
      InfoField("mem_allocator", "libc"),
    ]
  }

  private var persistenceFields: [InfoField] {
    let journal = storage.journal
    let writeBehind = storage.work.writeBehind
    let core = storage.core
    return [
      InfoField("loading", 0),
      InfoField("async_loading", storage.indexLoad.isComplete ? 0 : 1),
      InfoField(
        "rdb_changes_since_last_save", keyspace.pointee.dirtyTail - keyspace.pointee.dirtyHead),
      InfoField("rdb_bgsave_in_progress", 0),
      InfoField("rdb_last_save_time", writeBehind.lastCommitMs / 1000),
      InfoField("rdb_last_bgsave_status", writeBehind.failure == nil ? "ok" : "err"),
      InfoField("aof_enabled", configuration.durability == .none ? 0 : 1),
      InfoField("aof_rewrite_in_progress", 0),
      InfoField("aof_last_write_status", journal.failure == nil ? "ok" : "err"),
      InfoField("durability", configuration.durability.rawValue),
      InfoField("journal_used_bytes", journal.usedBytes),
      InfoField("journal_capacity_bytes", journal.capacityBytes),
      InfoField("journal_appended_bytes", journal.head),
      InfoField("journal_synced_bytes", journal.syncedLsn),
      InfoField("store_rows", core.catalog.rowCount),
      InfoField("store_live_rows", core.catalog.liveRowCount),
      InfoField("store_segments", core.catalog.segmentCount),
      InfoField("store_committed_rows", writeBehind.committedRows),
      InfoField("store_copied_rows", storage.upkeep.copiedRows),
      InfoField("store_unpersisted_bytes", keyspace.pointee.unpersistedBytes),
    ]
  }

  private var statisticsFields: [InfoField] {
    [
      InfoField("total_connections_received", statistics.connections),
      InfoField("total_commands_processed", statistics.commands),
      InfoField("instantaneous_ops_per_sec", statistics.commandsPerSecond),
      InfoField("total_net_input_bytes", statistics.inputBytes),
      InfoField("total_net_output_bytes", statistics.outputBytes),
      InfoField("rejected_connections", statistics.rejectedConnections),
      InfoField("client_output_buffer_limit_disconnections", statistics.outputLimitDisconnections),
      InfoField("client_query_buffer_limit_disconnections", statistics.queryLimitDisconnections),
      InfoField("evicted_clients", statistics.memoryDisconnections),
      InfoField("idle_clients_disconnected", statistics.idleDisconnections),
      InfoField("pubsub_channels", subscriptions.channelCount),
      InfoField("pubsub_patterns", subscriptions.patternCount),
      InfoField("tracking_total_keys", tracking.keyCount),
      InfoField("tracking_total_prefixes", tracking.prefixCount),
      InfoField("cold_rows_read", storage.coldReads.readRows),
      InfoField("unit_confusions", statistics.unitConfusions),
    ]
  }

  private static let replicationFields = [
    InfoField("role", "master"), InfoField("connected_slaves", 0),
    InfoField("master_failover_state", "no-failover"), InfoField("master_repl_offset", 0),
  ]
}
