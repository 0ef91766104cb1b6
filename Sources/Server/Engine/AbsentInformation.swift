import Commands

/// Fields of INFO about what this server does not do: it never forks, replicates, defragments, loads
/// modules or runs Lua. Tools that read them get Redis' value for "nothing".
enum AbsentInformation {
  static func fields(_ section: InfoSection) -> [InfoField] {
    zeros[section, default: []].map { InfoField($0, 0) } + others[section, default: []]
  }

  private static let zeros: [InfoSection: [String]] = [
    .server: ["redis_git_dirty"],
    .clients: ["cluster_connections", "clients_in_timeout_table"],
    .memory: [
      "used_memory_lua", "used_memory_vm_eval", "used_memory_scripts_eval", "number_of_functions",
      "number_of_libraries", "used_memory_vm_functions", "used_memory_vm_total",
      "used_memory_functions", "used_memory_scripts", "mem_not_counted_for_evict",
      "mem_replication_backlog",
      "mem_total_replication_buffers", "mem_clients_slaves", "mem_cluster_links",
      "active_defrag_running", "lazyfree_pending_objects", "lazyfreed_objects",
    ],
    .persistence: [
      "current_cow_peak", "current_cow_size", "current_cow_size_age",
      "current_save_keys_processed", "current_save_keys_total", "rdb_last_cow_size",
      "rdb_last_load_keys_expired", "rdb_last_load_keys_loaded", "aof_rewrite_in_progress",
      "aof_rewrite_scheduled", "aof_rewrites", "aof_rewrites_consecutive_failures",
      "aof_last_cow_size", "module_fork_in_progress", "module_fork_last_cow_size",
    ],
    .stats: [
      "total_net_repl_input_bytes", "total_net_repl_output_bytes", "sync_full",
      "sync_partial_ok", "sync_partial_err", "total_eviction_exceeded_time",
      "current_eviction_exceeded_time", "pubsubshard_channels", "latest_fork_usec", "total_forks",
      "migrate_cached_sockets", "slave_expires_tracked_keys", "active_defrag_hits",
      "active_defrag_misses", "active_defrag_key_hits", "active_defrag_key_misses",
      "total_active_defrag_time", "current_active_defrag_time", "dump_payload_sanitizations",
      "io_threaded_reads_processed", "io_threaded_writes_processed",
    ],
    .replication: [
      "repl_backlog_active", "repl_backlog_size", "repl_backlog_first_byte_offset",
      "repl_backlog_histlen",
    ],
  ]

  private static let others: [InfoSection: [InfoField]] = [
    .server: [InfoField("redis_git_sha1", "00000000")],
    .memory: [
      InfoField("used_memory_lua_human", "0B"), InfoField("used_memory_scripts_human", "0B"),
    ],
    .persistence: [
      InfoField("current_fork_perc", "0.00"), InfoField("aof_last_rewrite_time_sec", -1),
      InfoField("aof_current_rewrite_time_sec", -1), InfoField("aof_last_bgrewrite_status", "ok"),
    ],
    .stats: [
      InfoField("instantaneous_input_repl_kbps", "0.00"),
      InfoField("instantaneous_output_repl_kbps", "0.00"),
      InfoField("expired_stale_perc", "0.00"),
    ],
    .replication: [
      InfoField("master_replid2", String(repeating: "0", count: 40)),
      InfoField("second_repl_offset", -1),
    ],
  ]
}
