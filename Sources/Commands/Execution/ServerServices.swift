/// What commands ask of the server around them. Called on the engine queue only.
public protocol ServerServices: AnyObject {
  /// Fields of one section of INFO that the keyspace cannot tell itself, in order.
  func information(_ section: InfoSection) -> [InfoField]
  /// Names of all settings, as in the configuration file.
  var settingNames: [String] { get }
  /// A setting in CONFIG GET's spelling; nil for an unknown name.
  func settingValue(_ name: String) -> String?
  /// Whether `password` is the default user's. Compared in constant time.
  func isPassword(_ password: UnsafeRawBufferPointer) -> Bool
  /// Whether clients must authenticate.
  var requiresPassword: Bool { get }
  /// Every row of the store is dead: the keyspace has been emptied.
  func discardStore()
}

/// Sections of INFO.
public enum InfoSection: String, CaseIterable, Sendable {
  case server, clients, memory, persistence, stats, replication, cpu, modules, errorstats, cluster
  case keyspace
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
