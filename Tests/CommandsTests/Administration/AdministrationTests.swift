import Keyspace
import Testing

@Suite struct AdministrationTests {
  @Test func configurationIsRead() {
    let bench = CommandBench()
    expect(
      [
        ("CONFIG GET maxmemory", "*2|$9|maxmemory|$9|268435456|"),
        ("CONFIG GET MAXC*", "*2|$10|maxclients|$5|10000|"),
        (
          "CONFIG GET max* port maxmemory",
          "*6|$9|maxmemory|$9|268435456|$10|maxclients|$5|10000|$4|port|$4|6379|"
        ),
        ("CONFIG GET nope", "*0|"),
        ("CONFIG GET", "-ERR wrong number of arguments for 'config|get' command|"),
      ], on: bench)
    bench("HELLO 3")
    #expect(bench("CONFIG GET port") == "%1|$4|port|$4|6379|")
  }

  @Test func configurationIsChangedAsAWhole() {
    expect([
      ("CONFIG SET maxclients 5 maxmemory 7", "+OK|"),
      ("CONFIG GET maxmemory", "*2|$9|maxmemory|$1|7|"),
      ("CONFIG SET x", "-ERR wrong number of arguments for 'config|set' command|"),
      ("CONFIG SET x y z", "-ERR syntax error|"),
      (
        "CONFIG SET maxclients 9 Nope y",
        "-ERR Unknown option or number of arguments for CONFIG SET - 'Nope'|"
      ),
      (
        "CONFIG SET PORT 1",
        "-ERR CONFIG SET failed (possibly related to argument 'PORT') - can't set immutable config|"
      ),
      (
        "CONFIG SET maxmemory 1 MaxMemory 2",
        "-ERR CONFIG SET failed (possibly related to argument 'MaxMemory') - duplicate parameter|"
      ),
      (
        "CONFIG SET maxmemory secret",
        "-ERR CONFIG SET failed (possibly related to argument 'maxmemory') - argument must be a number|"
      ),
      ("CONFIG GET maxclients", "*2|$10|maxclients|$1|5|"),
    ])
  }

  @Test func countersAreReset() {
    let bench = CommandBench()
    bench("GET no")
    #expect(bench("INFO stats").contains("keyspace_misses:1|"))
    #expect(bench("CONFIG RESETSTAT") == "+OK|")
    #expect(bench("INFO stats").contains("keyspace_misses:0|"))
    #expect(bench.services.resets == 1)
  }

  @Test func informationComesBySection() {
    let bench = CommandBench()
    expect(
      [
        ("INFO nope", "$0||"), ("INFO modules nope", "$11|# Modules||"),
        ("INFO Server", "$31|# Server|redis_version:7.2.4||"),
        ("INFO keyspace modules", "$25|# Modules||# Keyspace||"),
      ], on: bench)
    let titles = { (request: String) in
      bench(request).split(separator: "|").filter { $0.hasPrefix("# ") }.map { $0.dropFirst(2) }
    }
    let standard = [
      "Server", "Clients", "Memory", "Persistence", "Stats", "Replication", "CPU", "Modules",
      "Errorstats", "Cluster", "Keyspace",
    ]
    #expect(titles("INFO").map(String.init) == standard)
    #expect(titles("INFO default").map(String.init) == standard)
    #expect(titles("INFO all").contains("Commandstats") && !titles("INFO all").contains("Modules"))
    #expect(titles("INFO everything").count == standard.count + 2)
  }

  @Test func databasesAreListed() {
    let bench = CommandBench()
    bench("SET k v")
    bench("SELECT 9")
    bench("MSET a 1 b 2")
    let lines = "db0:keys=1,expires=1,avg_ttl=0|db9:keys=2,expires=2,avg_ttl=0|"
    #expect(bench("INFO keyspace").contains(lines))
  }

  @Test func aStandaloneServerAnswersForItself() {
    expect([
      ("ROLE", "*3|$6|master|:0|*0|"), ("WAIT 1 100", ":0|"), ("WAIT 0 0", ":0|"),
      ("WAIT a 0", "-ERR value is not an integer or out of range|"),
      ("WAIT 0 a", "-ERR timeout is not an integer or out of range|"),
      ("WAIT 0 -1", "-ERR timeout is negative|"), ("REPLICAOF NO ONE", "+OK|"),
      ("SLAVEOF no one", "+OK|"),
      ("REPLICAOF host 6379", "-ERR this server does not replicate: only NO ONE is accepted|"),
      ("CLUSTER INFO", "-ERR This instance has cluster support disabled|"),
      ("CLUSTER KEYSLOT k", "-ERR This instance has cluster support disabled|"),
      ("CLUSTER NOPE", "-ERR unknown subcommand 'NOPE'. Try CLUSTER HELP.|"),
    ])
  }

  @Test func sizesForPeople() {
    for (used, text) in [(0, "B"), (1 << 20, "M")] {
      let bench = CommandBench()
      bench.keyspace.pointee.externalBytes = used
      let line = bench("INFO memory").split(separator: "|").first {
        $0.hasPrefix("used_memory_human:")
      }
      #expect(line?.hasSuffix(text) == true || line?.hasSuffix("K") == true)
    }
  }
}
