import Configuration
import Glibc
import Testing

@testable import Server

struct PeerCredentialsTests {
  @Test(arguments: [
    ("", 1000, true), ("user:1000", 1000, true), ("user:1001", 1000, false),
    ("user:1001 group:33", 1000, true), ("group:34", 1000, false), ("user:7 group:7", 7, true),
    ("user:1001", 0, true), ("user:1001", 500, true),
  ])
  func rulesNameUsersAndGroupsBesideRootAndTheOwnUser(
    rules: String, user: UInt32, isAdmitted: Bool
  ) throws {
    var configuration = Configuration()
    try configuration.apply(name: "unixsocket-peers", arguments: [rules])
    let peer = PeerCredentials(user: user, groups: [33, 100])
    let isLetIn = peer.isAdmitted(by: configuration.unixSocketPeers, ownUser: 500)
    #expect(isLetIn == isAdmitted, "\(rules) \(user)")
  }

  @Test func theKernelNamesTheProcessAtTheOtherEnd() throws {
    var ends: [Int32] = [0, 0]
    #expect(socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue), 0, &ends) == 0)
    defer { for end in ends { close(end) } }
    let peer = try #require(PeerCredentials(of: ends[0]))
    #expect(peer.user == geteuid())
    #expect(peer.groups.contains(getegid()))
  }

  @Test func whatIsNoUnixSocketHasNoPeer() {
    #expect(PeerCredentials(of: -1) == nil)
  }
}
