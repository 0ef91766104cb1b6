public import AccessControl

/// What commands ask of the server around them. Called on the engine queue only.
public protocol ServerServices: AnyObject {
  /// The other clients.
  var peers: any PeerServices { get }
  /// Fields of one section of INFO that the keyspace cannot tell itself, in order. What the commands
  /// add from the keyspace is listed in `KeyspaceInformation`.
  func information(_ section: InfoSection) -> [InfoField]
  /// Names of all settings, as in the configuration file.
  var settingNames: [String] { get }
  /// A setting in CONFIG GET's spelling; nil for an unknown name.
  func settingValue(_ name: String) -> String?
  /// Changes all of the settings, or none. Names are lower case and differ from each other.
  func changeSettings(
    _ changes: [(name: String, value: String)]
  ) -> Result<Void, SettingFailure>
  /// Sets the server's own counters back to zero (`CONFIG RESETSTAT`).
  func resetStatistics()
  /// The connection of the client `id`, whose request is being run.
  func connectionFacts(ofClient id: Int64) -> ConnectionFacts
  /// Counts the confusion, and logs it with the client's name and library at most now and then.
  func noteUnitConfusion(_ confusion: UnitConfusion, by session: Session)
  /// Who may do what, and what was refused.
  var users: UserDirectory { get }
  /// Path of the ACL file; nil when there is none.
  var userFilePath: String? { get }
  func readUserFile() throws(UserFileError) -> [UInt8]
  /// Puts a new file in the place of the old one, whole or not at all. What goes wrong is logged.
  func replaceUserFile(_ text: [UInt8]) throws(UserFileError)
  /// Why commands that change keys are refused at present; nil while changes can be kept.
  var writeRefusal: String? { get }
  /// Scripts that clients have loaded.
  var scripts: ScriptCache { get }
  /// Bytes of replies waiting to be sent above which a client is disconnected.
  var replyLimitBytes: Int { get }
  /// Bytes that the client whose request is being run may yet leave here: requests queued since MULTI,
  /// watched keys, subscriptions. More would cost it its connection.
  var keptBytesLeft: Int { get }
  /// Numbers that clients may choose databases by are below this (`databases`).
  var databaseCount: Int { get }
  /// Copies of the database.
  var backups: any BackupServices { get }
  /// Puts the settings in force into the configuration file. The failure is an error for the client.
  func rewriteConfiguration() -> Result<Void, CommandFailure>
  /// Begins to stop the server. False when what it has could not be kept, unless forced.
  func shutDown(isForced: Bool) -> Bool
  /// Gives memory that the allocator holds and does not need back to the system.
  func releaseMemory()
  /// Every row of the store is dead: the keyspace has been emptied.
  func discardStore()
}
