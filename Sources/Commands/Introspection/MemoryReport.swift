import Keyspace
import RESP

/// `MEMORY STATS | DOCTOR | MALLOC-STATS`: the figures of `INFO memory` under Redis' names for them.
/// What has no counterpart here (replicas, Lua, cluster links) is 0.
/// https://redis.io/docs/latest/commands/memory-stats/
struct MemoryReport {
  let context: CommandContext
  private let figures: [String: Int64]

  init(_ context: CommandContext) {
    self.context = context
    let fields =
      context.services.information(.memory) + KeyspaceInformation.fields(.memory, context)
    figures = Dictionary(fields.compactMap { field in Int64(field.value).map { (field.name, $0) } })
    {
      first, _ in first
    }
  }

  private func figure(_ name: String) -> Int64 { figures[name] ?? 0 }

  private enum Figure {
    case bytes(Int64)
    case ratio(Double)
  }

  func writeStatistics() {
    let databases = (0..<Key.databaseCount).filter {
      context.keyspace.count(number: UInt8($0)) > 0
    }
    let head = head
    let tail = tail
    context.reply.map(head.count + databases.count + tail.count)
    for (name, figure) in head { write(name, figure) }
    for database in databases { writeOverhead(ofDatabase: database) }
    for (name, figure) in tail { write(name, figure) }
  }

  private var head: [(String, Figure)] {
    [
      ("peak.allocated", .bytes(figure("used_memory_peak"))),
      ("total.allocated", .bytes(figure("used_memory"))),
      ("startup.allocated", .bytes(figure("used_memory_startup"))),
      ("replication.backlog", .bytes(0)), ("clients.slaves", .bytes(0)),
      ("clients.normal", .bytes(figure("mem_clients_normal"))), ("cluster.links", .bytes(0)),
      ("aof.buffer", .bytes(figure("mem_aof_buffer"))), ("lua.caches", .bytes(0)),
      ("functions.caches", .bytes(0)),
    ]
  }

  private var tail: [(String, Figure)] {
    let (used, resident) = (figure("used_memory"), figure("used_memory_rss"))
    let (allocated, active) = (figure("allocator_allocated"), figure("allocator_active"))
    let held = figure("allocator_resident")
    let dataset = figure("used_memory_dataset")
    let keys = Int64(context.keyspace.count)
    return [
      ("overhead.total", .bytes(figure("used_memory_overhead"))), ("keys.count", .bytes(keys)),
      ("keys.bytes-per-key", .bytes(keys > 0 ? dataset / keys : 0)),
      ("dataset.bytes", .bytes(dataset)),
      ("dataset.percentage", .ratio(share(dataset, used) * 100)),
      ("peak.percentage", .ratio(share(used, figure("used_memory_peak")) * 100)),
      ("allocator.allocated", .bytes(allocated)), ("allocator.active", .bytes(active)),
      ("allocator.resident", .bytes(held)),
      ("allocator-fragmentation.ratio", .ratio(share(active, allocated))),
      ("allocator-fragmentation.bytes", .bytes(active - allocated)),
      ("allocator-rss.ratio", .ratio(share(held, active))),
      ("allocator-rss.bytes", .bytes(held - active)),
      ("rss-overhead.ratio", .ratio(share(resident, held))),
      ("rss-overhead.bytes", .bytes(resident - held)),
      ("fragmentation", .ratio(share(resident, used))),
      ("fragmentation.bytes", .bytes(resident - used)),
    ]
  }

  private func share(_ part: Int64, _ whole: Int64) -> Double {
    whole > 0 ? Double(part) / Double(whole) : 0
  }

  /// The index is one for all databases; each is told its share by its keys.
  private func writeOverhead(ofDatabase database: Int) {
    let keys = Int64(context.keyspace.count(number: UInt8(database)))
    let index = Double(figure("used_memory_index")) * share(keys, Int64(context.keyspace.count))
    context.reply.bulk("db.\(database)")
    context.reply.map(3)
    write("overhead.hashtable.main", .bytes(Int64(index)))
    write("overhead.hashtable.expires", .bytes(0))
    write("overhead.hashtable.slot-to-keys", .bytes(0))
  }

  private func write(_ name: String, _ figure: Figure) {
    context.reply.bulk(name)
    switch figure {
    case .bytes(let count): context.reply.integer(count)
    case .ratio(let ratio): context.reply.double(ratio)
    }
  }

  /// What `MEMORY DOCTOR` says.
  var diagnosis: String {
    var findings: [String] = []
    let (used, limit) = (figure("used_memory"), figure("maxmemory"))
    let resident = figure("used_memory_rss")
    if limit > 0 && used > limit / 10 * 9 {
      findings.append("maxmemory is nearly full: entries are served from the database.")
    }
    if resident > used + 64 << 20 {
      findings.append("More than 64 MB are resident beyond what is accounted for.")
    }
    if limit > 0 && figure("mem_clients_normal") > limit / 8 {
      findings.append("Client buffers take more than an eighth of maxmemory.")
    }
    return findings.isEmpty
      ? "Nothing is wrong with memory.\n" : findings.joined(separator: "\n") + "\n"
  }

  /// What `MEMORY MALLOC-STATS` says.
  var allocator: String {
    ["allocator_allocated", "allocator_active", "allocator_resident"].map {
      "\($0): \(figure($0))\n"
    }.joined()
  }
}
