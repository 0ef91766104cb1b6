import Logging
import Testing

@testable import tokencached

struct LogLineTests {
  @Test(arguments: [
    (Logger.Level.debug, "<7>hello"), (.info, "<6>hello"), (.notice, "<5>hello"),
    (.warning, "<4>hello"), (.error, "<3>hello"), (.critical, "<2>hello"),
  ])
  func journalLinesBeginWithThePriority(level: Logger.Level, line: String) {
    #expect(LogLine(level: level, message: "hello").rendered(as: .journal) == line)
  }

  @Test(arguments: [
    (Int64(0), "1970-01-01T00:00:00.000Z notice hello"),
    (1_709_210_096_007, "2024-02-29T12:34:56.007Z notice hello"),
  ])
  func plainLinesBeginWithTheTimeInUtc(timeMs: Int64, line: String) {
    let rendered = LogLine(level: .notice, message: "hello").rendered(as: .plain(timeMs: timeMs))
    #expect(rendered == line)
  }

  @Test(arguments: [
    ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("\u{1B}[31m", "\\u{1B}[31m"), ("é ✓", "é ✓"),
    ("\u{85}", "\\u{0085}"), ("", ""), ("\u{FEFF}port", "\\u{FEFF}port"),
    ("a\u{A0}b", "a\\u{00A0}b"), ("a\u{2028}b\u{200B}", "a\\u{2028}b\\u{200B}"),
  ])
  func controlCharactersCannotBreakTheLine(message: String, written: String) {
    let line = LogLine(level: .info, message: message).rendered(as: .journal)
    #expect(line == "<6>\(written)")
  }
}
