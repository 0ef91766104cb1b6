import Commands
import Configuration

extension Configuration {
  /// What is observed, as the commands know it.
  var instruments: InstrumentSettings {
    var settings = InstrumentSettings()
    settings.slowerThanMicroseconds = Int64(slowlogSlowerThanMicroseconds)
    settings.slowLogMaxCount = slowlogMaxCount
    settings.slowLogMaxBytes = maxMemoryBytes / 64
    settings.latencyThresholdMs = Int64(latencyThresholdMs)
    settings.tracksLatency = tracksLatency
    // Safe: the setting takes numbers only.
    settings.percentiles = latencyPercentiles.compactMap(Double.init)
    return settings
  }
}
