import Commands
import Dispatch
import Glibc
import RESP
import Testing

@testable import Server

/// Another client of a rig, byte by byte. Line ends are shown as `|`.
final class WireClient {
  private let rig: EngineRig
  private let socket: Int32
  /// Its number, as CLIENT ID would tell.
  let id: Int64

  init(_ rig: EngineRig) {
    self.rig = rig
    socket = rig.connectAnother()
    id = rig.engine?.clientReferences.keys.max() ?? 0
  }

  deinit { close(socket) }

  var client: UnsafeMutablePointer<Client>? { rig.engine?.client(id) }
  var isConnected: Bool { client != nil }

  /// Sends bytes in pieces that the socket takes, with a turn after each.
  func send(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty && isConnected {
      let count = rest.withUnsafeBytes {
        Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
      }
      if count > 0 { rest = rest.dropFirst(count) }
      rig.turn()
    }
  }

  /// Sends one request.
  func send(_ words: [String]) {
    var bytes = Array("*\(words.count)\r\n".utf8)
    for word in words { bytes += Array("$\(word.utf8.count)\r\n\(word)\r\n".utf8) }
    send(bytes)
  }

  /// Sends lines, and a line end behind the last; what has come back after some turns.
  @discardableResult
  func callAsFunction(_ lines: String, turns: Int = 4) -> String {
    var bytes: [UInt8] = []
    for byte in lines.utf8 {
      if byte == UInt8(ascii: "|") { bytes += [13, 10] } else { bytes.append(byte) }
    }
    send(bytes + [13, 10])
    return receive(turns: turns)
  }

  /// Sends no more, but still reads.
  func endStream() { shutdown(socket, Int32(SHUT_WR)) }

  /// What the rig has sent; without it nothing is read.
  func receive(turns: Int = 4) -> String {
    var bytes: [UInt8] = []
    for _ in 0..<turns {
      rig.turn()
      bytes += EngineRig.input(socket)
    }
    let lines = bytes.split(separator: 10, omittingEmptySubsequences: false).map { line in
      line.last == 13 ? line.dropLast() + [UInt8(ascii: "|")] : line
    }
    return String(decoding: lines.joined(), as: UTF8.self)
  }
}
