/// Which arguments of a command name channels, as far as permissions are about them.
public enum ChannelUse: Sendable, Equatable {
  case none
  /// The first argument names a channel to send to.
  case sends
  /// Every argument names a channel, or a pattern of channels, to listen to.
  case listens(toPatterns: Bool)
}
