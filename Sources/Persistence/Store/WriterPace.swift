import Glibc
import Synchronization

/// Leaves pauses in the writer's work, so that requests need not do without a core while some
/// megabytes of rows are written.
///
/// A machine with two cores otherwise has one for the server and its clients during each batch, which is
/// felt as some milliseconds of latency for one request in a hundred. Work that somebody
/// waits for is done without pauses. So is everything until someone says that there is time.
public final class WriterPace: Sendable {
  /// Work that is done in one go.
  private static let workNs: Int64 = 500_000
  /// Pause after it.
  private static let pauseNs = 1_500_000

  private let isHurriedFlag = Atomic(true)

  init() {}

  /// Whether there is no time for pauses. May change while the writer is at work.
  public var isHurried: Bool {
    get { isHurriedFlag.load(ordering: .relaxed) }
    set { isHurriedFlag.store(newValue, ordering: .relaxed) }
  }

  /// Work that began at a moment.
  struct Stretch {
    fileprivate var beganNs = WriterPace.monotonicNs()
  }

  /// Pauses if `stretch` has lasted long enough, and begins the next one.
  func breathe(_ stretch: inout Stretch) {
    guard !isHurried, WriterPace.monotonicNs() - stretch.beganNs >= WriterPace.workNs else {
      return
    }
    var pause = timespec(tv_sec: 0, tv_nsec: WriterPace.pauseNs)
    // An early end by a signal is as good as a late one.
    nanosleep(&pause, nil)
    stretch = Stretch()
  }

  private static func monotonicNs() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }
}
