import CLinux
import Configuration

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

/// What `--help` prints, made from the table of settings.
enum HelpText {
  static func render(_ settings: [Setting]) -> String {
    let defaults = Configuration()
    let width = settings.map { usage(of: $0).count }.max() ?? 0
    let lines = settings.map { setting in
      let usage = usage(of: setting)
      let padding = String(repeating: " ", count: width - usage.count)
      return "  \(usage)\(padding)  \(setting.summary) (\(setting.spelled(defaults)))"
    }
    return """
      A token cache that speaks the Redis protocol and in which nothing is immortal.

      usage: tokencached [FILE] [--NAME VALUE]...
             tokencached --check-config [FILE] [--NAME VALUE]...
             tokencached --help | --version

      FILE is a configuration file; its settings can be given as flags too, and flags win.
      --check-config says whether it would start with them: exit status 0, or 78 with the mistake.
      Sizes are written 64kb, 256mb, 1gb, times 500ms, 10s, 30m, 24h, 90d.

      \(lines.joined(separator: "\n"))
      """
  }

  private static func usage(of setting: Setting) -> String { "--\(setting.name) \(setting.syntax)" }
}

/// What the process was started with, behind its own name.
///
/// `CommandLine.arguments` comes from /proc, and is empty where that is not mounted: every flag would
/// be ignored without a word.
enum ProcessArguments {
  static var all: [String] {
    (1..<max(clinux_argument_count(), 1)).map { String(cString: clinux_argument($0)) }
  }
}
