import ArgumentParser
import Glibc

/// Load, latency, lifetime and loss verification for any server that speaks Redis' protocol.
@main
struct TokencacheLoad: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tokencache-load",
    abstract: "Load a Redis-compatible server with token traffic and check what it kept.",
    subcommands: [RunCommand.self, TortureCommand.self, CheckCommand.self, AwaitCommand.self],
    defaultSubcommand: RunCommand.self)

  static func main() {
    // A server that goes away must show as an error of `write`, not end the process.
    signal(SIGPIPE, SIG_IGN)
    do {
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as LoadFailure {
      Console.error("tokencache-load: \(failure)")
      Glibc.exit(2)
    } catch {
      exit(withError: error)
    }
  }
}
