import CLinux

/// What the process was started with, behind its own name.
///
/// `CommandLine.arguments` comes from /proc, and is empty where that is not mounted: every flag would
/// be ignored without a word.
enum ProcessArguments {
  static var all: [String] {
    (1..<max(clinux_argument_count(), 1)).map { String(cString: clinux_argument($0)) }
  }
}
