import CLinux
import Dispatch
import Glibc
import Synchronization

/// Writes lines to a descriptor without ever waiting for whoever reads them: a log that nobody reads
/// must not stop the daemon.
///
/// A line goes out at once if it can, so that it is there before anything that follows from it. When the
/// descriptor takes no more, lines wait for a queue of their own that may be held up; when too many
/// wait, further ones are dropped, and counted in a line as soon as there is room.
final class LineWriter: Sendable {
  static let standardError = LineWriter(STDERR_FILENO)
  /// Bytes of lines that may wait, and as many again that are being written.
  static let maxWaitingBytes = 128 << 10

  private struct State {
    var waiting: [UInt8] = []
    var droppedLines = 0
    var isDraining = false
  }

  private let descriptor: Int32
  private let isPipe: Bool
  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "tokencached.log")

  init(_ descriptor: Int32) {
    self.descriptor = descriptor
    var status = stat()
    let kind = fstat(descriptor, &status) == 0 ? status.st_mode & S_IFMT : 0
    isPipe = kind == S_IFIFO || kind == S_IFSOCK
  }

  /// Lines that have been dropped and not yet told of.
  var droppedLines: Int { state.withLock { $0.droppedLines } }

  func write(_ text: String) {
    let line = Array(text.utf8) + [UInt8(ascii: "\n")]
    state.withLock { state in
      guard !state.isDraining else { return keep(line, &state) }
      let written = writeAtOnce(line)
      guard written < line.count else { return }
      state.waiting = Array(line[written...])
      state.isDraining = true
      queue.async { [self] in drain() }
    }
  }

  /// Waits until everything is written, for a second at most.
  func flush() {
    for _ in 0..<200 {
      guard state.withLock({ $0.isDraining }) else { return }
      usleep(5_000)
    }
  }

  private func keep(_ line: [UInt8], _ state: inout State) {
    if state.waiting.count + line.count > LineWriter.maxWaitingBytes {
      state.droppedLines += 1
    } else {
      state.waiting += line
    }
  }

  private func drain() {
    while let bytes = takeWaiting() { writeAll(bytes) }
  }

  private func takeWaiting() -> [UInt8]? {
    state.withLock { state in
      var bytes = state.waiting
      state.waiting = []
      if state.droppedLines > 0 {
        bytes += "\(state.droppedLines) lines of the log were dropped: nobody read it\n".utf8
        state.droppedLines = 0
      }
      state.isDraining = !bytes.isEmpty
      return bytes.isEmpty ? nil : bytes
    }
  }

  // MARK: System calls

  /// Writes what can be written without waiting; how many bytes that were.
  private func writeAtOnce(_ bytes: [UInt8]) -> Int {
    if isPipe {
      let count = Int(clinux_write_nowait(descriptor, bytes, bytes.count))
      if count >= 0 { return count }
      if errno == EAGAIN || errno == EINTR { return 0 }
    }
    var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
    guard poll(&interest, 1, 0) == 1 else { return 0 }
    let count = Glibc.write(descriptor, bytes, bytes.count)
    if count >= 0 { return count }
    // There is nowhere left to say that the log cannot be written.
    return errno == EAGAIN || errno == EINTR ? 0 : bytes.count
  }

  private func writeAll(_ bytes: [UInt8]) {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      if count < 0 && errno == EAGAIN {
        // Somebody else has made the descriptor one that does not wait.
        var interest = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        poll(&interest, 1, 1_000)
        continue
      }
      guard count > 0 else { return }
      rest = rest.dropFirst(count)
    }
  }
}
