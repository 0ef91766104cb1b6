import AccessControl
import Commands
import Keyspace
import RESP

/// A server that has nothing to add to a command, for commands that ask nothing of it.
final class IdleServices: ServerServices {
  let users: UserDirectory
  let scripts = ScriptCache()
  private let idlePeers = IdlePeers()

  init(users: UserDirectory) { self.users = users }

  var peers: any PeerServices { idlePeers }
  var backups: any BackupServices { idlePeers }
  var settingNames: [String] { [] }
  var userFilePath: String? { nil }
  var writeRefusal: String? { nil }
  var replyLimitBytes: Int { .max }
  var keptBytesLeft: Int { .max }
  var databaseCount: Int { Key.databaseCount }

  func information(_ section: InfoSection) -> [InfoField] { [] }
  func settingValue(_ name: String) -> String? { nil }
  func changeSettings(
    _ changes: [(name: String, value: String)]
  ) -> Result<Void, SettingFailure> { .success(()) }
  func resetStatistics() {}
  func connectionFacts(ofClient id: Int64) -> ConnectionFacts { ConnectionFacts() }
  func noteUnitConfusion(_ confusion: UnitConfusion, by session: Session) {}
  func readUserFile() throws(UserFileError) -> [UInt8] { [] }
  func replaceUserFile(_ text: [UInt8]) throws(UserFileError) {}
  func rewriteConfiguration() -> Result<Void, CommandFailure> { .success(()) }
  func shutDown(isForced: Bool) -> Bool { false }
  func releaseMemory() {}
  func discardStore() {}
}

/// Nobody else is connected.
final class IdlePeers: PeerServices, BackupServices {
  var subscriptions = SubscriptionTable()
  var tracking = TrackingTable()
  let watches = WatchTable()
  let isRunning = false
  let lastMs: Int64 = 0

  func push(to client: Int64, _ write: (inout ReplyBuffer) -> Void) {}
  func peer(_ client: Int64) -> Peer? { nil }
  func peerNumbers(from first: Int64) -> [Int64] { [] }
  func reviseSessions(_ body: (inout Session) -> Bool) -> Bool { false }
  func loginFailed(_ session: Session) {}
  func authenticationChanged(_ session: Session) {}
  func disconnect(_ client: Int64) {}
  func pause(_ scope: PauseScope, untilMs: Int64) {}
  func unpause() {}
  func startMonitoring(_ client: Int64) {}
  func withdraw(_ session: Session) {}
  func observersChanged() {}
  func commandRan(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session
  ) {}
  func commandAdvanced(
    _ command: UnsafePointer<Command>, _ arguments: Arguments, _ session: Session
  ) {}
  func keysChanged(_ events: ([KeySignal]) -> [(signal: KeySignal, event: KeyEvent)]) {}
  func rememberRead(of key: UnsafeRawBufferPointer, by client: Int64) {}
  func noteMiss(_ key: UnsafeRawBufferPointer, database: UInt8) {}
  func start(nowMs: Int64) {}
}
