private import Glibc

extension ListeningSocket {
  /// A stream socket on which somebody else, such as the service manager, has called listen(2).
  ///
  /// The file of a Unix socket stays when the server goes: it belongs to whoever made it.
  static func inherited(_ descriptor: Int32) throws(ServerError) -> ListeningSocket {
    guard option(SO_ACCEPTCONN, of: descriptor) == 1,
      option(SO_TYPE, of: descriptor) == Int32(SOCK_STREAM.rawValue)
    else {
      throw ServerError("descriptor \(descriptor), which was handed over, is no listening socket")
    }
    _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    let isUnix = option(SO_DOMAIN, of: descriptor) == AF_UNIX
    let address = ClientSocket.names(descriptor).local
    let name = address.isEmpty ? "inherited descriptor \(descriptor)" : address
    return ListeningSocket(descriptor: descriptor, name: name, isUnix: isUnix)
  }

  private static func option(_ option: Int32, of descriptor: Int32) -> Int32? {
    var value: Int32 = 0
    var length = socklen_t(MemoryLayout<Int32>.size)
    return getsockopt(descriptor, SOL_SOCKET, option, &value, &length) == 0 ? value : nil
  }
}
