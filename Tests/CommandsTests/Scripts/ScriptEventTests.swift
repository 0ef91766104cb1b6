import Commands
import Keyspace
import Testing

@Suite struct ScriptEventTests {
  /// As redis-server 7.0.15 tells the commands that the script calls.
  @Test func partsOfAScriptAreToldAsTheirCommands() {
    let bench = CommandBench()
    bench("SET lock token")
    bench.keyspace.pointee.signalsWanted = true
    let delete =
      #""if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('del',KEYS[1]) else return 0 end""#
    let extend =
      #""if redis.call('get',KEYS[1])==ARGV[1] then return redis.call('pexpire',KEYS[1],ARGV[2]) else return 0 end""#
    #expect(bench("EVAL \(extend) 1 lock token 5000") == ":1|")
    #expect(bench("EVAL \(delete) 1 lock wrong") == ":0|")
    #expect(bench("EVAL \(delete) 1 lock token") == ":1|")
    #expect(bench.services.fakePeers.scriptEvents == ["expire", "del"])
  }
}
