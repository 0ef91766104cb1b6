import Configuration
import Testing

@Suite struct KeyEventClassesTests {
  @Test func lettersAreAnsweredInRedisOrder() throws {
    let table = [
      ("", ""), ("KEA", "AKE"), ("xEK", "xKE"), ("g$lshzxetdK", "AK"), ("mnE", "nEm"),
      ("$gE", "g$E"), ("AnK", "AnK"),
    ]
    for (given, answered) in table {
      var configuration = Configuration()
      try configuration.apply(name: "notify-keyspace-events", arguments: [given])
      #expect(configuration.rendered("notify-keyspace-events") == answered, "\(given)")
    }
  }

  @Test func aLetterWithoutMeaningIsRefused() {
    var configuration = Configuration()
    #expect(throws: ConfigurationError.self) {
      try configuration.apply(name: "notify-keyspace-events", arguments: ["Kq"])
    }
    #expect(configuration.keyEvents.isEmpty)
  }
}
