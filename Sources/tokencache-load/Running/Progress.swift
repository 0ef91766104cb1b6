import Glibc
import Synchronization

/// The line on a terminal that says how far a pass is. A pipe or a file gets one line when it begins.
struct Progress {
  private static let stepUs: UInt32 = 100_000

  let title: String
  let total: UInt64?

  /// A progress line, or nil when standard error is not a terminal.
  static func begin(_ title: String, total: UInt64?) -> Progress? {
    if isatty(STDERR_FILENO) == 1 { return Progress(title: title, total: total) }
    Console.error(total.map { "\(title): \($0) operations" } ?? title)
    return nil
  }

  /// Repeats the line until the pass has ended, then clears it.
  func follow(_ workers: [Worker], until isDone: () -> Bool) {
    let startNs = Clock.monotonicNs()
    while !isDone() {
      usleep(Self.stepUs)
      let count = workers.reduce(0) { $0 + $1.completed.load(ordering: .relaxed) }
      show(count, seconds: Double(Clock.monotonicNs() - startNs) / 1e9)
    }
    Console.error("\r\u{1B}[K", terminator: "")
  }

  private func show(_ count: UInt64, seconds: Double) {
    let share = total.map { " of \($0) (\(count * 100 / max($0, 1)) %)" } ?? ""
    let rate = UInt64(Double(count) / max(seconds, 0.001))
    Console.error("\r\u{1B}[K\(title): \(count)\(share), \(rate)/s", terminator: "")
  }
}
