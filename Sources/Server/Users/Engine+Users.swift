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
    if configuration.password != old.password { users.setDefaultPassword(configuration.password) }
  }

  func reviseSessions(_ body: (inout Session) -> Bool) -> Bool {
    var includesCaller = false
    for reference in clients.references {
      guard let client = clients[reference], !body(&client.pointee.session) else { continue }
      if reference == executing { includesCaller = true } else { drop(client) }
    }
    return includesCaller
  }

  /// Who is not authenticated may not send large requests.
  func authenticationChanged(_ session: Session) {
    client(session.id)?.pointee.parser.limits.isUnauthenticated = !session.isAuthenticated
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
