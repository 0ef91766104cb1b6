import AccessControl
import Commands
import Testing

@Suite struct AclLogTests {
  @Test func tellsWhatWasRefusedNewestFirst() {
    let bench = CommandBench()
    bench("ACL SETUSER u on >secret +get +acl|log ~a")
    bench("AUTH u wrong")
    bench("AUTH u secret")
    bench("GET b")
    bench.nowMs += 1500
    bench("GET b")
    bench("PING")
    bench.nowMs += 250
    let info =
      "id=7 addr=127.0.0.1:50000 laddr=127.0.0.1:6379 fd=9 name= age=0 idle=0 flags=N db=0 sub=0 "
      + "psub=0 ssub=0 multi=-1 "
    let log = bench("ACL LOG")
    #expect(log.hasPrefix("*3|*20|$5|count|:1|$6|reason|$7|command|$7|context|$8|toplevel|"))
    #expect(log.contains("|$6|object|$4|ping|$8|username|$1|u|$11|age-seconds|$4|0.25|"))
    #expect(
      log.contains(
        "|$5|count|:2|$6|reason|$3|key|$7|context|$8|toplevel|$6|object|$1|b|$8|username|"))
    #expect(
      log.contains("|$6|reason|$4|auth|$7|context|$8|toplevel|$6|object|$4|AUTH|$8|username|$1|u|"))
    #expect(log.contains(info) && log.contains(" cmd=get user=u "))
    #expect(
      log.contains(
        "|$8|entry-id|:1|$17|timestamp-created|:\(epochMs)|$22|timestamp-last-updated|"
          + ":\(epochMs + 1500)|"))
    #expect(bench("ACL LOG 1").hasPrefix("*1|"))
    #expect(bench("ACL LOG -1") == "*0|")
    bench("HELLO 3")
    #expect(bench("ACL LOG 1").hasPrefix("*1|%10|"))
    expect([("ACL LOG reset", "+OK|"), ("ACL LOG", "*0|")], on: bench)
  }

  @Test func neitherPasswordsNorValuesAreInTheLog() {
    let bench = CommandBench()
    bench("ACL SETUSER u on >s3cret +acl|log ~a")
    for request in [
      "AUTH u s3cret1", "AUTH s3cret2", "HELLO 3 AUTH u s3cret3", "AUTH u s3cret", "SET b s3cret4",
      "ACL SETUSER v >s3cret5", "CONFIG SET requirepass s3cret6", "PUBLISH c s3cret7",
    ] {
      bench(request)
    }
    let log = bench("ACL LOG 100")
    #expect(log.hasPrefix("*6|") || log.hasPrefix("%6|"))
    #expect(!log.contains("s3cret"))
    #expect(!bench("CLIENT INFO").contains("s3cret"))
  }
}
