import Testing

@Suite struct MemoryTests {
  @Test func statisticsHaveRedisNames() {
    let bench = CommandBench()
    bench("SET k v")
    bench("HELLO 3")
    let stats = bench("MEMORY STATS")
    #expect(stats.hasPrefix("%28|$14|peak.allocated|:"))
    for name in [
      "total.allocated", "startup.allocated", "replication.backlog", "clients.slaves",
      "clients.normal", "cluster.links", "aof.buffer", "lua.caches", "functions.caches",
      "overhead.total", "keys.bytes-per-key", "dataset.bytes", "fragmentation.bytes",
      "allocator.allocated", "allocator.active", "allocator.resident",
      "allocator-fragmentation.bytes", "allocator-rss.bytes", "rss-overhead.bytes",
    ] { #expect(stats.contains("$\(name.utf8.count)|\(name)|:"), "\(name)") }
    #expect(stats.contains("$4|db.0|%3|$23|overhead.hashtable.main|:"))
    #expect(stats.contains("$10|keys.count|:1|"))
    for name in [
      "dataset.percentage", "allocator-fragmentation.ratio", "allocator-rss.ratio",
      "rss-overhead.ratio",
    ] { #expect(stats.contains("$\(name.utf8.count)|\(name)|,"), "\(name)") }
  }

  @Test func reportsArePlain() {
    let bench = CommandBench()
    #expect(bench("MEMORY DOCTOR") == "$30|Nothing is wrong with memory.\n|")
    #expect(bench("MEMORY MALLOC-STATS").contains("allocator_allocated: 0\n"))
    #expect(bench("MEMORY PURGE") == "+OK|" && bench.services.releases == 1)
    #expect(bench("MEMORY nope") == "-ERR unknown subcommand 'nope'. Try MEMORY HELP.|")
    #expect(bench("MEMORY STATS x") == "-ERR wrong number of arguments for 'memory|stats' command|")
  }
}
