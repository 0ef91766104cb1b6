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
