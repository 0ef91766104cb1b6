import ArgumentParser

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
