import Keyspace

/// The fields of INFO that the keyspace tells:
///
/// - memory: what is used, its peak, and how it divides
/// - stats: `keyspace_hits`, `keyspace_misses`, `expired_keys`, `evicted_keys`, and the counters of
///   this server's promises
/// - keyspace: one line for each database that has keys
enum KeyspaceInformation {
  static func fields(_ section: InfoSection, _ context: CommandContext) -> [InfoField] {
    switch section {
    case .memory: memory(context)
    case .stats: statistics(context) + lifetimes(context)
    case .keyspace: databases(context)
    default: []
    }
  }

  private static func memory(_ context: CommandContext) -> [InfoField] {
    let used = context.keyspace.usedBytes
    let entries = context.keyspace.entryBytes
    let peak = max(context.instruments.peakBytes, used)
    return [
      InfoField("used_memory", used), InfoField("used_memory_human", ByteCount.text(used)),
      InfoField("used_memory_peak", peak),
      InfoField("used_memory_peak_human", ByteCount.text(peak)),
      InfoField("used_memory_peak_perc", percent(used, of: peak)),
      InfoField("used_memory_dataset", entries),
      InfoField("used_memory_dataset_perc", percent(entries, of: used)),
      InfoField("used_memory_overhead", used - entries),
      InfoField("used_memory_startup", context.instruments.startupBytes),
      InfoField("used_memory_index", context.keyspace.indexBytes),
    ]
  }

  private static func percent(_ part: Int, of whole: Int) -> String {
    let share = whole > 0 ? Double(max(part, 0)) / Double(whole) : 0
    return Decimals.text(share * 100, 2) + "%"
  }

  private static func statistics(_ context: CommandContext) -> [InfoField] {
    let counters = context.keyspace.counters
    return [
      InfoField("expired_keys", counters.expired),
      // No key is lost to make room in memory, so these are all that Redis' sense covers.
      InfoField("evicted_keys", counters.evicted),
      InfoField("disk_evicted_keys", counters.evicted),
      InfoField("keyspace_hits", counters.hits), InfoField("keyspace_misses", counters.misses),
    ]
  }

  private static func lifetimes(_ context: CommandContext) -> [InfoField] {
    let counters = context.keyspace.counters
    return [
      InfoField("backstops_applied", counters.backstops),
      InfoField("deadlines_clamped", counters.clamps),
      InfoField("writes_elided", counters.elidedWrites),
      InfoField("keys_demoted", counters.demoted), InfoField("keys_promoted", counters.promoted),
      InfoField("cold_keys", context.keyspace.coldKeyCount),
      InfoField("expiry_lag_total_ms", counters.expiryLagTotalMs),
      InfoField("expiry_lag_max_ms", counters.expiryLagMaxMs),
    ]
  }

  /// Every key has a deadline, so `expires` is `keys`.
  private static func databases(_ context: CommandContext) -> [InfoField] {
    (0..<Key.databaseCount).compactMap { number in
      let keys = context.keyspace.count(number: UInt8(number))
      guard keys > 0 else { return nil }
      return InfoField("db\(number)", "keys=\(keys),expires=\(keys),avg_ttl=0")
    }
  }
}

/// Sizes for people, as INFO writes them: `1.50M`.
public enum ByteCount {
  public static func text(_ bytes: Int) -> String {
    let units = ["K", "M", "G", "T", "P"]
    guard bytes >= 1024 else { return "\(bytes)B" }
    var value = Double(bytes) / 1024
    var unit = 0
    while value >= 1024, unit < units.count - 1 {
      value /= 1024
      unit += 1
    }
    let hundredths = Int((value * 100).rounded())
    let fraction = hundredths % 100
    return "\(hundredths / 100).\(fraction < 10 ? "0" : "")\(fraction)\(units[unit])"
  }
}
