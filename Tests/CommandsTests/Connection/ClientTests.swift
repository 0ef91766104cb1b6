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
      " events=r cmd=client|info user=default redir=-1 resp=2 lib-name=lib lib-ver=9\n|",
    ] { #expect(line.contains(field)) }
    bench("HELLO 3")
    #expect(bench("CLIENT INFO").hasPrefix("="))
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
