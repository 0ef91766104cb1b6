/// How much a client may have under way at once, in bytes.
///
/// A stranger's request, its arguments in the parser and its replies stay below `strangerBytes`
/// together: at most 8 KB are read (`ParserLimits` refuses longer requests), an inline request is
/// copied once, and replies stop at 2 KB, in a block of 4.
struct ClientAllowance {
  /// Read from the socket at once.
  let readBytes: Int
  /// Received while its requests cannot run. With -1 nothing is received until they can.
  let readAheadBytes: Int
  /// Replies in its buffer after which it is the others' turn. With 0 no further request is run.
  let burstBytes: Int

  /// - Parameter shareBytes: What the buffers of all clients may take together. A burst and the request that
  ///   goes on behind it must leave room in it.
  static func member(ofShare shareBytes: Int) -> ClientAllowance {
    ClientAllowance(
      readBytes: .max, readAheadBytes: min(512 << 10, shareBytes / 4),
      burstBytes: min(1 << 20, shareBytes / 8))
  }
  static let stranger = ClientAllowance(readBytes: 4096, readAheadBytes: -1, burstBytes: 2048)
  /// Its requests wait after failed log-ins.
  static let held = ClientAllowance(readBytes: 0, readAheadBytes: -1, burstBytes: 0)

  /// Most that all buffers of one stranger may take.
  static let strangerBytes = 16 * 1024
}
