private import CLinux
import Configuration
private import Glibc

/// Who is at the other end of a Unix socket, as the kernel knows it.
/// https://man7.org/linux/man-pages/man7/unix.7.html (SO_PEERCRED, SO_PEERGROUPS)
struct PeerCredentials: Equatable {
  var user: UInt32
  var groups: Set<UInt32>

  init(user: UInt32, groups: Set<UInt32>) {
    self.user = user
    self.groups = groups
  }

  /// nil when the kernel does not say, which counts as a stranger.
  init?(of descriptor: Int32) {
    var credentials = clinux_peer()
    guard clinux_peer_credentials(descriptor, &credentials) == 0 else { return nil }
    user = credentials.user
    groups = [credentials.group]
    var others = [UInt32](repeating: 0, count: PeerCredentials.mostGroups)
    let count = clinux_peer_groups(descriptor, &others, Int32(others.count))
    if count > 0 { groups.formUnion(others.prefix(Int(count))) }
  }

  /// Linux allows a process no more supplementary groups.
  private static let mostGroups = 65_536

  /// Whether the rules let this peer in. Without rules the mode of the socket's file decides alone;
  /// root and the daemon's own user are always let in, for they could read the database as well.
  func isAdmitted(by rules: [PeerRule], ownUser: UInt32 = geteuid()) -> Bool {
    if rules.isEmpty || user == 0 || user == ownUser { return true }
    return rules.contains { rule in
      switch rule.subject {
      case .user(let number): user == number
      case .group(let number): groups.contains(number)
      }
    }
  }
}
