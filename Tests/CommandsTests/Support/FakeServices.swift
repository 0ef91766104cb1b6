import AccessControl
import Commands
import RESP

/// A server of which nothing is real but what a test looks at.
final class FakeServices: ServerServices {
  let fakePeers = FakePeers()
  var peers: any PeerServices { fakePeers }
  var settings = [("maxmemory", "268435456"), ("maxclients", "10000"), ("port", "6379")]
  let users: UserDirectory
  var userFilePath: String?
  var userFile: Result<[UInt8], UserFileError> = .success([])
  var writeRefusal: String?
  var confusions: [UnitConfusion] = []
  var discards = 0
  var resets = 0

  init(users: UserDirectory) { self.users = users }

  func information(_ section: InfoSection) -> [InfoField] {
    section == .server ? [InfoField("redis_version", "7.2.4")] : []
  }

  var settingNames: [String] { settings.map(\.0) }

  func settingValue(_ name: String) -> String? { settings.first { $0.0 == name }?.1 }

  func changeSettings(
    _ changes: [(name: String, value: String)]
  ) -> Result<Void, SettingFailure> {
    for (name, value) in changes {
      guard settings.contains(where: { $0.0 == name }) else {
        return .failure(.unknown(name: name))
      }
      guard name != "port" else { return .failure(.immutable(name: name)) }
      guard Int(value) != nil else {
        return .failure(.invalid(name: name, reason: "argument must be a number"))
      }
    }
    for (name, value) in changes {
      settings = settings.map { $0.0 == name ? (name, value) : $0 }
    }
    return .success(())
  }

  func resetStatistics() { resets += 1 }

  func connectionFacts(ofClient id: Int64) -> ConnectionFacts {
    var facts = ConnectionFacts()
    facts.address = "127.0.0.1:50000"
    facts.localAddress = "127.0.0.1:6379"
    facts.descriptor = 9
    return facts
  }

  func noteUnitConfusion(_ confusion: UnitConfusion, by session: Session) {
    confusions.append(confusion)
  }

  func readUserFile() throws(UserFileError) -> [UInt8] { try userFile.get() }

  func replaceUserFile(_ text: [UInt8]) throws(UserFileError) {
    _ = try userFile.get()
    userFile = .success(text)
  }

  let scripts = ScriptCache()
  var replyLimitBytes = 64 << 20
  var keptBytesLeft = Int.max
  var databaseCount = 16

  let fakeBackups = FakeBackups()
  var backups: any BackupServices { fakeBackups }
  var rewriteFailure: CommandFailure?
  var shutdowns: [Bool] = []
  var refusesToShutDown = false
  var releases = 0

  func rewriteConfiguration() -> Result<Void, CommandFailure> {
    rewriteFailure.map { .failure($0) } ?? .success(())
  }

  func shutDown(isForced: Bool) -> Bool {
    guard isForced || !refusesToShutDown else { return false }
    shutdowns.append(isForced)
    return true
  }

  func releaseMemory() { releases += 1 }

  func discardStore() { discards += 1 }
}
