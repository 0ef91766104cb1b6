import ArgumentParser

/// Where the server listens.
enum Endpoint: CustomStringConvertible, Sendable {
  case tcp(host: String, port: Int32)
  case unix(path: String)

  var description: String {
    switch self {
    case .tcp(let host, let port): "\(host):\(port)"
    case .unix(let path): path
    }
  }
}

/// The protocols that the tool speaks.
enum Dialect: String, CaseIterable, ExpressibleByArgument {
  case resp, memcached
}
