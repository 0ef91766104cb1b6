/// Sections of INFO, in the order in which they are shown.
/// https://redis.io/docs/latest/commands/info/
public enum InfoSection: String, CaseIterable, Sendable {
  case server, clients, memory, persistence, stats, replication, cpu, modules, commandstats
  case errorstats, latencystats, cluster, keyspace
}

/// One line of INFO.
public struct InfoField: Sendable, Equatable {
  public let name: String
  public let value: String

  public init(_ name: String, _ value: String) {
    self.name = name
    self.value = value
  }

  public init(_ name: String, _ value: some BinaryInteger) {
    self.init(name, String(value))
  }
}
