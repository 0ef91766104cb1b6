import ArgumentParser

/// The options that the storm and the check have to agree on.
struct TortureOptions: ParsableArguments {
  @OptionGroup var server: ServerOptions
  @OptionGroup var tokens: TokenOptions

  @Option(help: "The file that holds what was acknowledged; made when it is not there.")
  var ledger: String

  @Option(name: .shortAndLong, help: "Keys of a new ledger.")
  var keys: UInt64 = 200_000

  @Option(help: "The server's default-ttl in seconds; 0 for one that lets a plain SET live on.")
  var window: Int64 = 86_400

  mutating func validate() throws {
    guard (1...100_000_000).contains(keys), (0...1_000_000_000).contains(window) else {
      throw ValidationError("--keys must lie between 1 and 100000000, --window must be seconds.")
    }
    guard server.dialect == .resp else { throw ValidationError("The crash test speaks RESP only.") }
  }

  func verdict(_ ledger: TortureLedger) -> TortureVerdict {
    TortureVerdict(
      windowMs: window * 1000, createdMs: ledger.createdMs,
      encoder: CommandEncoder(shape: tokens.shape))
  }
}
