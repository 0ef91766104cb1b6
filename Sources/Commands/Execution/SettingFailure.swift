/// Why `CONFIG SET` changed nothing.
public enum SettingFailure: Error, Sendable, Equatable {
  /// There is no setting of this name.
  case unknown(name: String)
  /// It is set when the server starts and cannot change afterwards.
  case immutable(name: String)
  /// The value does not fit; the reason never quotes it.
  case invalid(name: String, reason: String)
}
