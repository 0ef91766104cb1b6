import AccessControl
import Commands
import Configuration
import RESP

extension Engine {
  var userFilePath: String? { UserFile(configuration)?.path }

  func readUserFile() throws(UserFileError) -> [UInt8] { try userFile.read() }

  func replaceUserFile(_ text: [UInt8]) throws(UserFileError) {
    do throws(UserFileError) {
      try userFile.replace(with: text)
    } catch {
      log(.warning, error.text)
      throw error
    }
  }

  private var userFile: UserFile { UserFile(path: configuration.userFilePath) }

  /// Puts the settings about users into force that can change while running.
  func adoptUserSettings(from old: Configuration) {
    users.context.allowsChannelsByDefault = configuration.newUserChannels == .all
    users.log.capacity = configuration.refusalLogLength
    users.limitBytes = configuration.userLimitBytes
    guard configuration.password != old.password else { return }
    users.setDefaultPassword(configuration.password)
    judgeEverybody()
  }

  func reviseSessions(_ body: (inout Session) -> Bool) -> Bool {
    var includesCaller = false
    for reference in clients.references {
      guard let client = clients[reference], !body(&client.pointee.session) else { continue }
      if reference == executing { includesCaller = true } else { drop(client) }
    }
    judgeEverybody()
    return includesCaller
  }

  func authenticationChanged(_ session: Session) {
    if let client = client(session.id) { judge(client) }
  }

  func logDisabledUsers() {
    for name in users.disabledNames {
      log(
        .notice,
        "the user '\(name)' is disabled: its rules have no 'on'; make sure that this is meant")
    }
  }

  /// What was refused since the start, for INFO.
  var refusalFields: [InfoField] {
    let counts = users.log.counts
    return [
      InfoField("acl_access_denied_auth", counts[.auth] ?? 0),
      InfoField("acl_access_denied_cmd", counts[.command] ?? 0),
      InfoField("acl_access_denied_key", counts[.key] ?? 0),
      InfoField("acl_access_denied_channel", counts[.channel] ?? 0),
    ]
  }
}
