import ArgumentParser

/// The options that say where the server is.
struct ServerOptions: ParsableArguments {
  @Option(help: "The server's address.")
  var host = "127.0.0.1"

  @Option(name: .shortAndLong, help: "The server's port.")
  var port: Int32 = 6379

  @Option(name: .shortAndLong, help: "A Unix socket to use instead of host and port.")
  var socket: String?

  @Option(
    name: .customLong("protocol"),
    help: "What it speaks: \(Dialect.allCases.map(\.rawValue).joined(separator: " or ")).")
  var dialect = Dialect.resp

  var endpoint: Endpoint {
    socket.map { .unix(path: $0) } ?? .tcp(host: host, port: port)
  }

  func connect() throws(LoadFailure) -> Connection {
    try Connection(to: endpoint, dialect: dialect)
  }
}

/// The options that decide what is stored. Two runs with the same ones agree on every byte.
struct TokenOptions: ParsableArguments {
  @Option(
    help: """
      Keys, sizes and lifetimes of real stores, instead of --value-size and --key-prefix: \
      \(TokenMix.allCases.map(\.rawValue).joined(separator: ", ")).
      """)
  var mix: TokenMix?

  @Option(name: [.customShort("d"), .long], help: "Bytes in a value.")
  var valueSize = 400

  @Option(help: "What every key begins with; 36 more bytes follow.")
  var keyPrefix = "oauth:access_token:"

  @Option(help: "Decides keys, values and the order of operations.")
  var seed: UInt64 = 1

  var shape: TokenShape {
    if let mix { return TokenShape(seed: seed, kinds: mix.kinds) }
    return TokenShape(seed: seed, prefix: keyPrefix, valueSize: valueSize)
  }

  mutating func validate() throws {
    guard (1...16_777_216).contains(valueSize) else {
      throw ValidationError("--value-size must lie between 1 and 16777216 bytes.")
    }
  }
}

/// The options that say how a run treats a server which may serve others.
struct CourtesyOptions: ParsableArguments {
  @Flag(
    help: """
      The server was started for this run: keys look as a real store's do and stay. Without it they \
      begin with "\(TokenShape.mark)", expire within \(TokenShape.markedTtlSeconds) seconds and are \
      removed at the end.
      """)
  var ownServer = false

  @Flag(name: .shortAndLong, help: "Go on although the server holds keys already.")
  var yes = false

  @Flag(help: "Leave the keys to their expiry, for another run with --no-preload.")
  var keep = false

  /// Refuses a server that holds keys, for they are somebody's, unless the person said yes.
  func admit(_ server: ServerOptions) throws(LoadFailure) {
    guard !ownServer, !yes else { return }
    guard server.dialect == .resp else {
      throw LoadFailure("\(server.endpoint) cannot say whether it holds keys; --yes goes on anyway")
    }
    let count = try server.connect().keyCount()
    guard count == 0 else {
      throw LoadFailure(
        "\(server.endpoint) holds \(count) keys, so others may depend on it; --yes goes on anyway")
    }
  }

  func shape(_ tokens: TokenShape) -> TokenShape { ownServer ? tokens : tokens.marked }
}

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
