/// What the command line asks for: `tokencached [FILE] [--NAME VALUE]...`.
enum Invocation: Equatable {
  case help
  case version
  case serve(file: String?, flags: [String])

  init(_ arguments: some Collection<String>) {
    switch arguments.first {
    case "--help", "-h": self = .help
    case "--version", "-v": self = .version
    case let file? where !file.hasPrefix("-"):
      self = .serve(file: file, flags: Array(arguments.dropFirst()))
    default: self = .serve(file: nil, flags: Array(arguments))
    }
  }
}
