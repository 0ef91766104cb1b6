import Commands
import Testing

@Suite struct ClientTests {
  @Test func names() {
    expect([
      ("CLIENT GETNAME", "$-1|"), ("CLIENT SETNAME me", "+OK|"), ("CLIENT GETNAME", "$2|me|"),
      (
        "CLIENT SETNAME 'a b'",
        "-ERR Client names cannot contain spaces, newlines or special characters.|"
      ), ("CLIENT GETNAME", "$2|me|"), ("CLIENT SETNAME ''", "+OK|"), ("CLIENT GETNAME", "$-1|"),
      ("CLIENT ID", ":7|"), ("CLIENT SETINFO LIB-NAME x", "+OK|"),
      ("CLIENT SETINFO lib-ver 1.2", "+OK|"),
      (
        "CLIENT SETINFO Lib-Ver 'a b'",
        "-ERR Lib-Ver cannot contain spaces, newlines or special characters.|"
      ),
      ("CLIENT SETINFO foo x", "-ERR Unrecognized option 'foo'|"),
      ("CLIENT SETINFO lib-name", "-ERR wrong number of arguments for 'client|setinfo' command|"),
      ("CLIENT NO-EVICT maybe", "-ERR syntax error|"), ("CLIENT NO-EVICT on", "+OK|"),
      ("CLIENT NO-TOUCH OFF", "+OK|"),
    ])
  }

  @Test func describesItself() {
    let bench = CommandBench()
    for request in [
      "CLIENT SETNAME me", "CLIENT SETINFO lib-name lib", "CLIENT SETINFO lib-ver 9",
      "CLIENT NO-TOUCH ON", "SELECT 4",
    ] { bench(request) }
    let line = bench("CLIENT INFO")
    for field in [
      "id=7 addr=127.0.0.1:50000 laddr=127.0.0.1:6379 fd=9 name=me age=0 idle=0 flags=T db=4 ",
      " events=r cmd=client|info user=default redir=-1 resp=2 lib-name=lib lib-ver=9 tot-net-in=0 ",
      " multi=-1 watch=0 ", " tot-net-out=0 tot-cmds=0\n|",
    ] { #expect(line.contains(field)) }
    bench("HELLO 3")
    #expect(bench("CLIENT INFO").hasPrefix("="))
  }

  @Test func watchedKeysAreCountedUntilTheTransactionEnds() {
    let bench = CommandBench()
    for (request, count) in [
      ("WATCH a b a", 2), ("WATCH c", 3), ("UNWATCH", 0), ("WATCH a", 1), ("MULTI", 1),
      ("EXEC", 0), ("WATCH a", 1), ("MULTI", 1), ("DISCARD", 0), ("WATCH a", 1), ("RESET", 0),
    ] {
      bench(request)
      #expect(
        bench("CLIENT INFO") == "+QUEUED|" || bench("CLIENT INFO").contains(" watch=\(count) "))
    }
  }

  @Test func namesAreShort() {
    let (longest, tooLong) = (
      String(repeating: "n", count: 1024), String(repeating: "n", count: 1025)
    )
    let failure = "-ERR Client names and library names cannot exceed 1024 bytes.|"
    let bench = CommandBench()
    expect(
      [
        ("CLIENT SETNAME \(longest)", "+OK|"), ("CLIENT SETNAME \(tooLong)", failure),
        ("CLIENT SETINFO LIB-NAME \(longest)", "+OK|"),
        ("CLIENT SETINFO LIB-VER \(tooLong)", failure), ("HELLO 2 SETNAME \(tooLong)", failure),
        ("CLIENT GETNAME", "$1024|\(longest)|"),
      ], on: bench)
    #expect(bench.session.pointee.nameBytes == 2048)
  }

  @Test(
    "What is not there yet is an error: an OK would be a promise",
    arguments: [
      "CLIENT MAINT_NOTIFICATIONS on", "CLIENT FOO",
    ])
  func refuses(_ request: String) {
    let name = request.split(separator: " ")[1]
    expect([(request, "-ERR unknown subcommand '\(name)'. Try CLIENT HELP.|")])
  }
}
