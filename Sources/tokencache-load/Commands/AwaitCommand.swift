import ArgumentParser
import Glibc

/// Measures how long a server takes from its start to its first answer.
struct AwaitCommand: ParsableCommand {
  private static let pauseUs: UInt32 = 1000

  static let configuration = CommandConfiguration(
    commandName: "await",
    abstract: "Wait until the server answers a GET and print the milliseconds it took.",
    discussion: "Tries once a millisecond. Exits 2 when the time is over or the server has ended.")

  @OptionGroup var server: ServerOptions
  @OptionGroup var tokens: TokenOptions

  @Option(help: "When the server was started, in microseconds since 1970 (default: now).")
  var since: Int64?

  @Option(help: "Seconds to wait at most.")
  var timeout = 30.0

  @Option(help: "The server's process: when it ends, waiting is of no use.")
  var pid: Int32?

  @Option(name: .shortAndLong, help: "Which key to read.")
  var key: UInt64 = 0

  func run() throws {
    let startUs = since ?? Clock.wallUs()
    let giveUpNs = Clock.monotonicNs() + UInt64(max(0, timeout) * 1e9)
    while Clock.monotonicNs() < giveUpNs {
      if isAnswered() {
        return Console.out((Double(Clock.wallUs() - startUs) / 1000).text(decimals: 1))
      }
      if let pid, kill(pid, 0) != 0 { throw LoadFailure("the server ended without an answer") }
      usleep(Self.pauseUs)
    }
    throw LoadFailure("no answer from \(server.endpoint) in \(timeout.text(decimals: 1)) s")
  }

  private func isAnswered() -> Bool {
    do throws(LoadFailure) {
      let connection = try server.connect()
      CommandEncoder(shape: tokens.shape).send("GET", index: key, on: connection)
      try connection.flushAll()
      _ = try connection.awaitReply()
      return true
    } catch {
      // Not listening yet, or still loading: asked again.
      return false
    }
  }
}

/// Compares a restarted server with what it acknowledged before it died.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Check a restarted server against the ledger of `torture`.",
    discussion: """
      Every acknowledged save must be there with its value and deadline, every acknowledged \
      deletion gone; what was under way at the kill may be either. Prints one line of counts. \
      Exits 1 when anything is missing, wrong or resurrected.
      """)

  @OptionGroup var options: TortureOptions

  func run() throws {
    let ledger = try TortureLedger(path: options.ledger, keys: options.keys)
    let check = TortureCheck(
      ledger: ledger, verdict: options.verdict(ledger),
      connection: try Connection(to: options.server.endpoint))
    let tally = try check.run()
    Console.out(tally.line)
    if !tally.isSound { throw ExitCode(1) }
  }
}
