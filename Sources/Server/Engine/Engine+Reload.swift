import Configuration
import Dispatch

extension Engine {
  /// Puts into force what of a configuration that was read again can change while running; all of
  /// it or, when the rules between settings do not hold, nothing.
  ///
  /// - Returns: The names of changed settings that wait for a restart.
  func reload(_ wanted: Configuration) throws(ConfigurationError) -> [String] {
    dispatchPrecondition(condition: .onQueue(queue))
    let (changed, waiting) = try configuration.taking(liveFrom: wanted)
    adopt(changed)
    // A lower maxmemory takes effect at the end of a turn, and no client may bring one about.
    wake.again()
    return waiting
  }
}
