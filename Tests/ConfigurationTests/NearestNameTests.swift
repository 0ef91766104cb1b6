import Testing

@testable import Configuration

struct NearestNameTests {
  private static let names = Setting.all.map(\.name)

  @Test(arguments: [
    ("maxmemroy", "maxmemory"), ("Max-Memory", "maxmemory"), ("prot", "port"),
    ("defaultttl", "default-ttl"), ("requirepas", "requirepass"), ("bnid", "bind"),
    ("loglevle", "loglevel"), ("unix-socket", "unixsocket"),
  ])
  func aMistypedSettingIsRecognised(word: String, meant: String) {
    #expect(NearestName.of(word, among: Self.names) == meant)
  }

  @Test(arguments: [
    "", "x", "zz", "keepalive-of-something-else", String(repeating: "a", count: 65),
  ])
  func whatIsNearNothingGetsNoGuess(word: String) {
    #expect(NearestName.of(word, among: Self.names) == nil)
  }

  @Test(arguments: names) func everyNameIsNearestToItself(_ name: String) {
    #expect(NearestName.of(name, among: Self.names) == name)
  }
}
