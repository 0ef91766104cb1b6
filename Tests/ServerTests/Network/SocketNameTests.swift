import CLinux
import Glibc
import Testing

@testable import Server

/// Addresses are written in numbers, without asking anybody.
@Suite struct SocketNameTests {
  @Test func bothEndsOfAConnectionAreNamed() throws {
    let listener = try bound(AF_INET)
    defer { close(listener) }
    let client = try bound(AF_INET)
    defer { close(client) }
    var address = sockaddr_in()
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    let result = withUnsafeMutablePointer(to: &address) {
      $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        listen(listener, 1) + getsockname(listener, $0, &length) + connect(client, $0, length)
      }
    }
    try #require(result == 0)
    let port = UInt16(bigEndian: address.sin_port)
    #expect(SocketName.text(.local, listener) == "127.0.0.1:\(port)")
    #expect(SocketName.text(.peer, client) == "127.0.0.1:\(port)")
    let (peer, local) = ClientSocket.names(client)
    #expect(peer == "127.0.0.1:\(port)" && local.hasPrefix("127.0.0.1:") && local != peer)
    #expect(SocketName.text(.peer, listener) == "" && SocketName.text(.local, -1) == "")
  }

  @Test func numbersOfTheNextVersionStandInBrackets() throws {
    // Not every machine has any.
    guard let descriptor = try? bound(AF_INET6) else { return }
    defer { close(descriptor) }
    let text = SocketName.text(.local, descriptor)
    #expect(text.hasPrefix("[::1]:") && text.utf8.count > 6)
  }

  private struct Unbound: Error {}

  /// A socket on this machine, with whatever port is free.
  private func bound(_ family: Int32) throws -> Int32 {
    let descriptor = socket(family, Int32(SOCK_STREAM.rawValue), 0)
    var four = sockaddr_in()
    four.sin_family = sa_family_t(AF_INET)
    four.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var six = sockaddr_in6()
    six.sin6_family = sa_family_t(AF_INET6)
    six.sin6_addr = in6addr_loopback
    let result =
      family == AF_INET
      ? withUnsafePointer(to: &four) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
        }
      }
      : withUnsafePointer(to: &six) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
          bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in6>.size))
        }
      }
    guard result == 0 else { throw Unbound() }
    return descriptor
  }
}
