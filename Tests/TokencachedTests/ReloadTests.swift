import Configuration
import Testing

@testable import tokencached

struct ReloadTests {
  @Test func takesTheLogLevelAndNamesWhatMustWait() {
    var wanted = Configuration()
    wanted.logLevel = .debug
    wanted.port = 6380
    wanted.password = "s3cret"
    let reload = Reload(running: Configuration(), wanted: wanted)
    #expect(reload.configuration.logLevel == .debug)
    #expect(reload.configuration.port == 6379)
    #expect(reload.waitingForRestart == ["port", "requirepass"])
  }

  @Test func nothingWaitsWhenNothingChanged() {
    let reload = Reload(running: Configuration(), wanted: Configuration())
    #expect(reload.waitingForRestart.isEmpty)
  }
}
