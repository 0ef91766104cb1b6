import Glibc

/// What a server process cost, read from /proc (https://man7.org/linux/man-pages/man5/proc.5.html).
struct ServerSample {
  /// User and system time since the process began.
  let cpuUs: UInt64
  let residentBytes: UInt64
  /// The most that was ever resident (VmHWM).
  let peakResidentBytes: UInt64
  /// Bytes the process caused to be sent to storage.
  let writtenBytes: UInt64
}

/// Reads samples of one process.
struct ServerProbe {
  let pid: Int32

  func sample() throws(LoadFailure) -> ServerSample {
    let status = Self.fields(try read("status"))
    let io = Self.fields(try read("io"))
    return ServerSample(
      cpuUs: Self.cpuUs(inStat: try read("stat")),
      residentBytes: (status["VmRSS"] ?? 0) * 1024,
      peakResidentBytes: (status["VmHWM"] ?? 0) * 1024,
      writtenBytes: io["write_bytes"] ?? 0)
  }

  /// Fields 14 and 15 of `stat`, counted after the command name, which may hold spaces.
  private static func cpuUs(inStat stat: String) -> UInt64 {
    guard let end = stat.lastIndex(of: ")") else { return 0 }
    let fields = stat[end...].split(separator: " ")
    guard fields.count > 13, let user = UInt64(fields[12]), let system = UInt64(fields[13]) else {
      return 0
    }
    return (user + system) * 1_000_000 / UInt64(sysconf(Int32(_SC_CLK_TCK)))
  }

  /// Lines such as `VmRSS:   1234 kB` by name, the number without its unit.
  private static func fields(_ text: String) -> [String: UInt64] {
    var fields: [String: UInt64] = [:]
    for line in text.split(separator: "\n") {
      let words = line.split { $0 == " " || $0 == "\t" || $0 == ":" }
      if words.count > 1, let number = UInt64(words[1]) { fields[String(words[0])] = number }
    }
    return fields
  }

  private func read(_ name: String) throws(LoadFailure) -> String {
    let path = "/proc/\(pid)/\(name)"
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { throw LoadFailure("cannot read \(path): no such process?") }
    defer { close(descriptor) }
    var buffer = [UInt8](repeating: 0, count: 8192)
    let count = Glibc.read(descriptor, &buffer, buffer.count)
    return String(decoding: buffer.prefix(max(0, count)), as: UTF8.self)
  }
}
