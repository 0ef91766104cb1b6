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
    presentFields(section) + AbsentInformation.fields(section)
  }

  private func presentFields(_ section: InfoSection) -> [InfoField] {
    switch section {
    case .server: serverFields
    case .clients: clientFields
    case .memory: memoryFields
    case .persistence: persistenceFields
    case .stats: statisticsFields
    case .replication: replicationFields
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
      InfoField("redis_build_id", ServerIdentity.version),
      InfoField("redis_mode", "standalone"),
      InfoField("tokencached_version", ServerIdentity.version),
      InfoField("os", ProcessFacts.operatingSystem),
      InfoField("arch_bits", Int.bitWidth),
      InfoField("monotonic_clock", "POSIX clock_gettime"),
      InfoField("multiplexing_api", "epoll"),
      InfoField("process_id", getpid()),
      InfoField("process_supervised", ProcessFacts.supervisor),
      InfoField("run_id", runID),
      InfoField("tcp_port", configuration.port),
      InfoField("server_time_usec", nowMs * 1000),
      InfoField("uptime_in_seconds", uptimeSeconds),
      InfoField("uptime_in_days", uptimeSeconds / 86_400),
      InfoField("hz", 1),
      InfoField("configured_hz", 1),
      // Seconds that wrap at 24 bits, as Redis counts idle time.
      InfoField("lru_clock", nowMs / 1000 & 0xFF_FFFF),
      InfoField("executable", ProcessFacts.executable),
      InfoField("config_file", configurationFile ?? ""),
      InfoField("io_threads_active", 0),
    ]
  }

  private var clientFields: [InfoField] {
    let all = clients.references.compactMap { clients[$0] }
    let parked = all.count { $0.pointee.isParked }
    return [
      InfoField("connected_clients", clients.count),
      InfoField("maxclients", configuration.maxClients),
      InfoField(
        "client_recent_max_input_buffer", all.map { $0.pointee.input.capacity }.max() ?? 0),
      InfoField(
        "client_recent_max_output_buffer", all.map { $0.pointee.reply.capacity }.max() ?? 0),
      InfoField("client_buffer_bytes", clientBufferBytes),
      InfoField("unauthenticated_clients", ranks.strangers.count),
      InfoField("unauthenticated_client_bytes", ranks.strangerBytes),
      InfoField("pubsub_clients", clients.references.count { isListening($0) }),
      InfoField("tracking_clients", tracking.clientCount),
      InfoField("blocked_clients", parked),
      InfoField("clients_waiting_for_journal", gated.count),
    ]
  }

  private func isListening(_ reference: ClientReference) -> Bool {
    clients[reference]?.pointee.session.subscriptions.isEmpty == false
  }

  private var statisticsFields: [InfoField] {
    [
      InfoField("total_connections_received", statistics.connections),
      InfoField("total_commands_processed", statistics.commands),
      InfoField("instantaneous_ops_per_sec", statistics.rates.commandsPerSecond),
      InfoField("total_net_input_bytes", statistics.inputBytes),
      InfoField("total_net_output_bytes", statistics.outputBytes),
      InfoField(
        "instantaneous_input_kbps", Decimals.text(statistics.rates.inputKilobytesPerSecond, 2)),
      InfoField(
        "instantaneous_output_kbps", Decimals.text(statistics.rates.outputKilobytesPerSecond, 2)),
      InfoField("total_reads_processed", statistics.reads),
      InfoField("total_writes_processed", statistics.writes),
      InfoField("rejected_connections", statistics.rejectedConnections),
      InfoField("client_output_buffer_limit_disconnections", statistics.outputLimitDisconnections),
      InfoField("client_query_buffer_limit_disconnections", statistics.queryLimitDisconnections),
      InfoField("evicted_clients", statistics.memoryDisconnections),
      InfoField("idle_clients_disconnected", statistics.idleDisconnections),
      InfoField("unauthenticated_clients_disconnected", statistics.strangerDisconnections),
      InfoField("pubsub_channels", subscriptions.channelCount),
      InfoField("pubsub_patterns", subscriptions.patternCount),
      InfoField("tracking_total_keys", tracking.keyCount),
      InfoField("tracking_total_items", tracking.itemCount),
      InfoField("tracking_total_prefixes", tracking.prefixCount),
      InfoField("cold_values_read", storage.coldReads.readValues),
      InfoField("cold_keys_read", storage.coldReads.readKeys),
      InfoField("unit_confusions", statistics.unitConfusions),
      InfoField("expired_time_cap_reached_count", statistics.expiryBudgetsSpent),
      InfoField("expire_cycle_cpu_milliseconds", statistics.expiryNanoseconds / 1_000_000),
    ] + refusalFields
  }

  private var replicationFields: [InfoField] {
    [
      InfoField("role", "master"), InfoField("connected_slaves", 0),
      InfoField("master_failover_state", "no-failover"), InfoField("master_replid", runID),
      InfoField("master_repl_offset", 0),
    ]
  }
}
