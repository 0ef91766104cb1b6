import ArgumentParser

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
