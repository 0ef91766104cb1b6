import Testing

@testable import Configuration

struct LoadingTests {
  @Test(arguments: [
    ("a b", ["a", "b"]), ("  a\t b \r", ["a", "b"]), ("", []), ("a \"\"", ["a", ""]),
    ("a \"b c\"", ["a", "b c"]), ("a 'b \"c'", ["a", "b \"c"]), ("a 'it\\'s'", ["a", "it's"]),
    ("a 'b\\n'", ["a", "b\\n"]), ("a \"\\n\\r\\t\\b\\a\"", ["a", "\n\r\t\u{8}\u{7}"]),
    ("a \"\\x41\\x4g\\\\\"", ["a", "Ax4g\\"]), ("a b#c", ["a", "b#c"]), ("pré\"fix\"", ["préfix"]),
  ])
  func splitsWordsAsRedisDoes(line: String, words: [String]) {
    #expect(QuotedWords.split(Array(line.utf8)[...]) == words)
  }

  @Test(arguments: [
    (["--port", "6380"], "port", ["6380"]), (["--port=6380"], "port", ["6380"]),
    (["--bind", "127.0.0.1", "-::1"], "bind", ["127.0.0.1", "-::1"]),
    (["--requirepass=a=b"], "requirepass", ["a=b"]), (["--unixsocket="], "unixsocket", [""]),
    (["--port"], "port", []),
  ])
  func readsFlags(flags: [String], name: String, arguments: [String]) throws {
    let directives = try Directive.inFlags(flags)
    #expect(directives == [Directive(name: name, arguments: arguments, location: .flag)])
  }

  @Test func flagsWinOverTheFile() throws {
    let file = "\(ShippedFileTests.path)"
    let flags = ["--port", "6380", "--maxmemory=64mb", "--port", "6381", "--dir", "./data"]
    let configuration = try Configuration.load(file: file, flags: flags)
    #expect(configuration.port == 6381)
    #expect(configuration.maxMemoryBytes == 64 << 20)
    #expect(configuration.directory == "./data")
  }

  @Test(arguments: [
    (["--port", "x"], "--port: argument couldn't be parsed into an integer"),
    (["--port"], "--port: needs a value"),
    (["--prot", "1"], "unknown directive 'prot', did you mean 'port'?"),
    (["--port", "1", "--max-ttl", "1h"], "--max-ttl: default-ttl (24h) must not be longer than"),
    (["-p", "1"], "only the first argument may be a file"),
    (["--"], "only the first argument may be a file"),
  ])
  func refusesFlags(flags: [String], reason: String) {
    #expect(failure(file: nil, flags: flags).hasPrefix(reason))
  }

  @Test(arguments: [
    ("/nonexistent/tokencached.conf", "No such file or directory"), ("/", "Is a directory"),
    ("/dev/zero", "longer than 17 megabytes"),
  ])
  func refusesFilesThatCannotBeRead(file: String, reason: String) {
    #expect(failure(file: file, flags: []) == "\(file): \(reason)")
  }

  private func failure(file: String?, flags: [String]) -> String {
    do throws(ConfigurationError) {
      _ = try Configuration.load(file: file, flags: flags)
      return "accepted"
    } catch {
      return error.description
    }
  }
}
