/// Why a configuration is refused, and where that stands.
///
/// The text never holds the value of a secret setting.
public struct ConfigurationError: Error, Sendable, Equatable {
  /// Where the refused text was read.
  public enum Location: Sendable, Equatable {
    case file(String)
    case line(file: String, number: Int)
    case flag
  }

  /// Settings at fault, the one to name first; none when the directive is not known.
  public let settings: [String]
  /// The first word of the entry at fault, when the setting is a list.
  let entry: String?
  /// One sentence without the setting's name, in Redis' words where it has them, so that
  /// CONFIG SET can give it back as it is.
  public let reason: String
  public var location: Location?

  public init(settings: [String] = [], reason: String, location: Location? = nil) {
    self.init(settings: settings, entry: nil, reason: reason, location: location)
  }

  /// - Parameter entry: The first word of the entry at fault, when the setting is a list.
  public init(settings: [String], entry: String?, reason: String, location: Location? = nil) {
    self.settings = settings
    self.entry = entry
    self.reason = reason
    self.location = location
  }
}

extension ConfigurationError: CustomStringConvertible {
  /// `FILE:LINE: setting: reason`, or `--setting: reason` for a flag.
  public var description: String {
    let subject = settings.first.map { "\($0): " } ?? ""
    return switch location {
    case nil: subject + reason
    case .file(let file): "\(file): \(subject)\(reason)"
    case .line(let file, let number): "\(file):\(number): \(subject)\(reason)"
    case .flag: (subject.isEmpty ? "" : "--") + subject + reason
    }
  }
}
