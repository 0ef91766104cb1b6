/// A setting's value out of a short list of words; the raw value is the word.
protocol Choice: RawRepresentable<String>, CaseIterable, Sendable {}

extension Configuration {
  /// What re-arms a sliding window.
  public enum Sliding: String, CaseIterable, Sendable {
    /// Saves and reads of the value.
    case access
    /// Saves only.
    case write
  }

  /// What an acknowledged write survives.
  public enum Durability: String, CaseIterable, Sendable {
    /// The death of the process at once, the loss of power after a second.
    case everySecond = "everysec"
    /// Both, at once.
    case always
    /// Neither, until the background writer has come by.
    case none
  }

  /// What a start does about changes that were safe in the crash journal and cannot be read.
  public enum JournalDamage: String, CaseIterable, Sendable {
    /// It fails.
    case refuse
    /// It goes on without them.
    case accept
  }

  /// What a new user may do with Pub/Sub channels before a rule says so.
  public enum NewUserChannels: String, CaseIterable, Sendable {
    case all = "allchannels"
    case reset = "resetchannels"
  }

  /// What happens when the files have reached `maxdisk`.
  public enum DiskPolicy: String, CaseIterable, Sendable {
    /// Entries nearest their deadline go.
    case volatileTtl = "volatile-ttl"
    /// Writes that need space are refused.
    case noEviction = "noeviction"
  }

  /// The least important message that is still logged, in Redis' words.
  public enum LogLevel: String, CaseIterable, Sendable {
    case debug, verbose, notice, warning
  }
}

extension Configuration.Sliding: Choice {}
extension Configuration.Durability: Choice {}
extension Configuration.JournalDamage: Choice {}
extension Configuration.NewUserChannels: Choice {}
extension Configuration.DiskPolicy: Choice {}
extension Configuration.LogLevel: Choice {}
