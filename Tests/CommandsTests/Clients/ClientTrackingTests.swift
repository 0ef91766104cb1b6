import Commands
import Testing

@Suite struct ClientTrackingTests {
  @Test func optionsThatDoNotGoTogetherAreRefused() {
    let switching =
      "before disabling tracking for this client, and then re-enabling it with a different mode.|"
    expect([
      ("CLIENT TRACKING maybe", "-ERR syntax error|"),
      ("CLIENT TRACKING ON FOO", "-ERR syntax error|"),
      ("CLIENT TRACKING ON REDIRECT 99", "-ERR The client ID you want redirect to does not exist|"),
      ("CLIENT TRACKING ON PREFIX a", "-ERR PREFIX option requires BCAST mode to be enabled|"),
      ("CLIENT TRACKING ON BCAST OPTIN", "-ERR OPTIN and OPTOUT are not compatible with BCAST|"),
      (
        "CLIENT TRACKING ON OPTIN OPTOUT", "-ERR You can't specify both OPTIN mode and OPTOUT mode|"
      ),
      (
        "CLIENT TRACKING ON BCAST PREFIX a PREFIX ab",
        "-ERR Prefix 'a' overlaps with another provided prefix 'ab'. Prefixes for a single client "
          + "must not overlap.|"
      ),
      ("CLIENT TRACKINGINFO", "*6|$5|flags|*1|$3|off|$8|redirect|:-1|$8|prefixes|*0|"),
      ("CLIENT GETREDIR", ":-1|"),
      ("CLIENT TRACKING ON OPTIN", "+OK|"),
      ("CLIENT TRACKING ON OPTOUT", "-ERR You can't switch OPTIN/OPTOUT mode " + switching),
      ("CLIENT TRACKING ON BCAST", "-ERR You can't switch BCAST mode on/off " + switching),
      ("CLIENT GETREDIR", ":0|"),
      ("CLIENT TRACKING OFF", "+OK|"),
      ("CLIENT TRACKING ON BCAST PREFIX a NOLOOP", "+OK|"),
      ("CLIENT TRACKING ON BCAST PREFIX a NOLOOP", "+OK|"),
      (
        "CLIENT TRACKING ON BCAST PREFIX z PREFIX ax NOLOOP",
        "-ERR Prefix 'ax' overlaps with an existing prefix 'a'. Prefixes for a single client must "
          + "not overlap.|"
      ),
      (
        "CLIENT TRACKING ON BCAST PREFIX z PREFIX m PREFIX z NOLOOP",
        "-ERR Prefix 'z' overlaps with another provided prefix 'z'. Prefixes for a single client "
          + "must not overlap.|"
      ),
      (
        "CLIENT TRACKINGINFO",
        "*6|$5|flags|*3|$2|on|$5|bcast|$6|noloop|$8|redirect|:0|$8|prefixes|*1|$1|a|"
      ),
    ])
  }

  @Test func prefixesAreFew() {
    let prefixes = (0..<257).map { "PREFIX \($0 + 1000)" }
    let failure = "-ERR too many prefixes are tracked|"
    expect([
      ("CLIENT TRACKING ON BCAST \(prefixes.joined(separator: " "))", failure),
      ("CLIENT TRACKING ON BCAST \(prefixes.dropLast().joined(separator: " "))", "+OK|"),
      ("CLIENT TRACKING ON BCAST PREFIX z", failure),
    ])
    let bench = CommandBench()
    for client in 10..<26 as Range<Int64> {
      var mode = TrackingMode()
      mode.prefixes = (0..<256).map { Array("\(client):\($0):".utf8) }
      bench.services.fakePeers.tracking.add(client, mode)
    }
    expect(
      [
        ("CLIENT TRACKING ON BCAST PREFIX z", failure),
        ("CLIENT TRACKING ON BCAST PREFIX 10:1:", "+OK|"),
      ], on: bench)
  }

  @Test func theNextRequestIsChosenOnlyWhereThatMakesSense() {
    let bench = CommandBench()
    expect(
      [
        (
          "CLIENT CACHING YES",
          "-ERR CLIENT CACHING can be called only when the client is in tracking mode with OPTIN or "
            + "OPTOUT mode enabled|"
        ),
        ("CLIENT TRACKING ON", "+OK|"), ("CLIENT CACHING maybe", "-ERR syntax error|"),
        (
          "CLIENT CACHING YES",
          "-ERR CLIENT CACHING YES is only valid when tracking is enabled in OPTIN mode.|"
        ),
        ("CLIENT TRACKING OFF", "+OK|"), ("CLIENT TRACKING ON OPTIN", "+OK|"),
        (
          "CLIENT CACHING NO",
          "-ERR CLIENT CACHING NO is only valid when tracking is enabled in OPTOUT mode.|"
        ),
        ("CLIENT CACHING YES", "+OK|"),
      ], on: bench)
    #expect(bench.session.pointee.tracking?.remembersReads == true)
    _ = bench.session.pointee.endRequest()
    #expect(bench.session.pointee.tracking?.remembersReads == true)
    _ = bench("GET k")
    _ = bench.session.pointee.endRequest()
    #expect(bench.session.pointee.tracking?.remembersReads == false)
  }
}
