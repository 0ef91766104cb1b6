/// What the command line asks for: `tokencached [FILE] [--NAME VALUE]...`.
enum Invocation: Equatable {
  case help
  case version
  case serve(file: String?, flags: [String])
  /// Only says whether it could serve so.
  case check(file: String?, flags: [String])

  private static let checkFlag = "--check-config"

  init(_ arguments: some Collection<String>) {
    switch arguments.first {
    case "--help", "-h":
      self = .help
      return
    case "--version", "-v":
      self = .version
      return
    default: break
    }
    // It may stand anywhere, so that it can be put in front of any command line.
    var flags = arguments.filter { $0 != Self.checkFlag }
    let file = flags.first.flatMap { $0.hasPrefix("-") ? nil : $0 }
    if file != nil { flags.removeFirst() }
    self =
      arguments.contains(Self.checkFlag)
      ? .check(file: file, flags: flags) : .serve(file: file, flags: flags)
  }
}
