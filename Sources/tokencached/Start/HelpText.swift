import Configuration

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
