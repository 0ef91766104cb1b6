private import CLinux
private import Glibc

/// `address:port` of a socket's end as CLIENT LIST writes it, in numbers only: nobody is asked.
enum SocketName {
  enum End { case peer, local }

  /// Empty when the kernel does not know it.
  static func text(_ end: End, _ descriptor: Int32) -> String {
    var storage = sockaddr_storage()
    var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
    return withUnsafeMutablePointer(to: &storage) { pointer in
      let raw = UnsafeMutableRawPointer(pointer)
      let address = raw.assumingMemoryBound(to: sockaddr.self)
      let isKnown =
        switch end {
        case .peer: getpeername(descriptor, address, &length) == 0
        case .local: getsockname(descriptor, address, &length) == 0
        }
      guard isKnown else { return "" }
      // Safe: the kernel has filled in the kind of address that the family says.
      switch Int32(pointer.pointee.ss_family) {
      case AF_INET: return text(raw.assumingMemoryBound(to: sockaddr_in.self).pointee)
      case AF_INET6:
        let six = raw.assumingMemoryBound(to: sockaddr_in6.self).pointee
        // The name of an interface is part of an address that only holds there.
        return six.sin6_scope_id == 0 ? text(six) : lookedUp(address, length)
      default: return lookedUp(address, length)
      }
    }
  }

  private static func text(_ address: sockaddr_in) -> String {
    // In network order: the first byte is the lowest in memory.
    let number = UInt32(bigEndian: address.sin_addr.s_addr)
    let port = UInt16(bigEndian: address.sin_port)
    return "\(number >> 24).\(number >> 16 & 255).\(number >> 8 & 255).\(number & 255):\(port)"
  }

  private static func text(_ address: sockaddr_in6) -> String {
    var bytes = address.sin6_addr
    var host = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    guard inet_ntop(AF_INET6, &bytes, &host, socklen_t(host.count)) != nil else { return "" }
    return "[\(string(host))]:\(UInt16(bigEndian: address.sin6_port))"
  }

  private static func lookedUp(
    _ address: UnsafeMutablePointer<sockaddr>, _ length: socklen_t
  ) -> String {
    var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
    var port = [CChar](repeating: 0, count: Int(NI_MAXSERV))
    let flags = NI_NUMERICHOST | NI_NUMERICSERV
    guard
      getnameinfo(
        address, length, &host, socklen_t(host.count), &port, socklen_t(port.count), flags) == 0
    else { return "" }
    let isV6 = Int32(address.pointee.sa_family) == AF_INET6
    return isV6 ? "[\(string(host))]:\(string(port))" : "\(string(host)):\(string(port))"
  }

  private static func string(_ field: [CChar]) -> String {
    String(decoding: field.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
