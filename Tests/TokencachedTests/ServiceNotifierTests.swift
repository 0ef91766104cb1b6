import Glibc
import Testing

@testable import tokencached

/// A service manager's end of the notification socket.
private final class Manager {
  let name: String
  private let descriptor: Int32

  /// - Parameter name: A path, or `@` and a name in the abstract namespace.
  init(name: String) {
    self.name = name
    descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var address = sockaddr_un()
    address.sun_family = sa_family_t(AF_UNIX)
    var bytes = Array(name.utf8)
    if bytes[0] == UInt8(ascii: "@") { bytes[0] = 0 }
    withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: bytes) }
    let length = socklen_t(MemoryLayout<sa_family_t>.size + bytes.count)
    let bound = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
    }
    precondition(bound == 0, "cannot bind \(name)")
  }

  deinit {
    close(descriptor)
    if !name.hasPrefix("@") { unlink(name) }
  }

  /// The next datagram, or nil when none waits.
  func receive() -> String? {
    var bytes = [UInt8](repeating: 0, count: 256)
    let count = recv(descriptor, &bytes, bytes.count, 0)
    return count < 0 ? nil : String(decoding: bytes.prefix(count), as: UTF8.self)
  }
}

struct ServiceNotifierTests {
  @Test(arguments: ["@tokencached-test-\(getpid())", "/tmp/tokencached-test-\(getpid()).sock"])
  func tellsTheManager(socket: String) {
    let manager = Manager(name: socket)
    let notifier = ServiceNotifier(socket: socket)
    notifier.send("READY=1\nSTATUS=Serving")
    notifier.send("STOPPING=1")
    #expect(manager.receive() == "READY=1\nSTATUS=Serving")
    #expect(manager.receive() == "STOPPING=1")
    #expect(manager.receive() == nil)
  }

  @Test(arguments: [
    nil, "", "@", "/", "relative", "/nonexistent/socket",
    "/" + String(repeating: "x", count: 200),
  ])
  func staysSilentWithoutAManager(socket: String?) {
    ServiceNotifier(socket: socket).send("READY=1")
  }
}
