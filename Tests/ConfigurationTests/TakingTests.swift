import Configuration
import Testing

@Suite struct TakingTests {
  @Test func liveSettingsAreTakenAndTheOthersNamed() throws {
    var wanted = Configuration()
    wanted.logLevel = .debug
    wanted.maxMemoryBytes = 64 << 20
    wanted.policies = [LifetimePolicy(pattern: "a:*")]
    wanted.port = 6380
    wanted.directory = "/srv"
    let (taken, waiting) = try Configuration().taking(liveFrom: wanted)
    #expect(taken.logLevel == .debug)
    #expect(taken.maxMemoryBytes == 64 << 20)
    #expect(taken.policies == wanted.policies)
    #expect(taken.port == 6379)
    #expect(waiting == ["port", "dir"])
  }

  @Test func nothingWaitsWhenNothingChanged() throws {
    let (taken, waiting) = try Configuration().taking(liveFrom: Configuration())
    #expect(taken == Configuration())
    #expect(waiting.isEmpty)
  }

  @Test(arguments: Setting.all.filter(\.isLive).map(\.name))
  func everyLiveSettingIsTaken(name: String) throws {
    let setting = try #require(Setting.named(name))
    var wanted = Configuration()
    let candidates = [
      "1", "5", "64mb", "9mb", "no", "write", "always", "debug", "KEA", "a:* max-ttl 1h", "2d",
      "normal 8mb 0 0", "noeviction", "user:0", "allchannels",
    ]
    for text in candidates where setting.rendered(wanted) == setting.rendered(Configuration()) {
      try? wanted.assign(name: name, text: text)
    }
    try #require(setting.rendered(wanted) != setting.rendered(Configuration()))
    guard (try? wanted.validate()) != nil else { return }
    let (taken, waiting) = try Configuration().taking(liveFrom: wanted)
    #expect(setting.rendered(taken) == setting.rendered(wanted))
    #expect(waiting.isEmpty)
  }
}
