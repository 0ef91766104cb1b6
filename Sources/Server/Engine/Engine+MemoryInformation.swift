import Commands
import Configuration
import Keyspace

extension Engine {
  /// What the process takes, and how that compares with what is accounted for.
  var memoryFields: [InfoField] {
    let resident = ProcessFacts.residentBytes
    return [
      InfoField("used_memory_rss", resident),
      InfoField("used_memory_rss_human", ByteCount.text(resident)),
      InfoField("total_system_memory", ProcessFacts.systemMemoryBytes),
      InfoField("total_system_memory_human", ByteCount.text(ProcessFacts.systemMemoryBytes)),
      InfoField("maxmemory", configuration.maxMemoryBytes),
      InfoField("maxmemory_human", ByteCount.text(configuration.maxMemoryBytes)),
      InfoField("maxmemory_policy", "demote-to-disk"),
      InfoField("number_of_cached_scripts", scripts.count),
      InfoField("mem_clients_normal", clientBufferBytes),
      InfoField("mem_aof_buffer", keyspace.pointee.changes.count),
      InfoField("mem_storage_buffers", storage.bufferBytes),
      InfoField("mem_slow_log", instruments.byteCount),
    ] + allocatorFields(resident) + fragmentationFields(resident)
  }

  private func allocatorFields(_ resident: Int) -> [InfoField] {
    let (allocated, active) = ProcessFacts.allocatorBytes
    return [
      InfoField("mem_allocator", "libc"), InfoField("allocator_allocated", allocated),
      InfoField("allocator_active", active), InfoField("allocator_resident", resident),
      InfoField("allocator_frag_ratio", ratio(active, allocated)),
      InfoField("allocator_frag_bytes", active - allocated),
      InfoField("allocator_rss_ratio", ratio(resident, active)),
      InfoField("allocator_rss_bytes", resident - active),
    ]
  }

  private func fragmentationFields(_ resident: Int) -> [InfoField] {
    let used = keyspace.pointee.usedBytes
    return [
      InfoField("mem_fragmentation_ratio", ratio(resident, used)),
      InfoField("mem_fragmentation_bytes", resident - used),
    ]
  }

  private func ratio(_ part: Int, _ whole: Int) -> String {
    Decimals.text(whole > 0 ? Double(max(part, 0)) / Double(whole) : 0, 2)
  }
}
