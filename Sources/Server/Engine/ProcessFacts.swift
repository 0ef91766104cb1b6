import CLinux
import Commands
private import Glibc

/// What the server says it is.
public enum ServerIdentity {
  /// Its own version: what `--version`, the log and `INFO` tell, and the newest heading of CHANGELOG.md
  /// that is not "Unreleased".
  public static let version = "0.1.0"
  /// The Redis version whose behaviour it follows; clients choose their commands by it.
  public static let redisVersion = "7.4.0"
}

/// What the system knows about this process.
enum ProcessFacts {
  /// Resident memory in bytes (proc(5), `/proc/self/statm`).
  static var residentBytes: Int {
    let descriptor = open("/proc/self/statm", O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return 0 }
    defer { close(descriptor) }
    var text = [UInt8](repeating: 0, count: 128)
    let count = read(descriptor, &text, text.count)
    let words = String(decoding: text.prefix(max(count, 0)), as: UTF8.self).split(separator: " ")
    guard words.count > 1, let pages = Int(words[1]) else { return 0 }
    return pages * Int(sysconf(Int32(_SC_PAGESIZE)))
  }

  /// As in `Linux 6.1.0 x86_64`.
  static let operatingSystem: String = {
    var names = utsname()
    uname(&names)
    return [text(names.sysname), text(names.release), text(names.machine)].joined(separator: " ")
  }()

  /// CPU time of the process, as INFO shows it.
  static var cpuFields: [InfoField] {
    var usage = rusage()
    getrusage(RUSAGE_SELF.rawValue, &usage)
    return [
      InfoField("used_cpu_sys", seconds(usage.ru_stime)),
      InfoField("used_cpu_user", seconds(usage.ru_utime)),
      InfoField("used_cpu_sys_children", "0.000000"),
      InfoField("used_cpu_user_children", "0.000000"),
    ]
  }

  /// Memory of the machine in bytes.
  static let systemMemoryBytes = sysconf(Int32(_SC_PHYS_PAGES)) * sysconf(Int32(_SC_PAGESIZE))

  /// Bytes that the program holds from the allocator, and that the allocator holds from the system.
  static var allocatorBytes: (allocated: Int, active: Int) {
    let bytes = clinux_allocator()
    return (bytes.allocated, bytes.active)
  }

  /// The path of the program.
  static let executable: String = {
    guard let path = realpath("/proc/self/exe", nil) else { return "" }
    defer { free(path) }
    return String(cString: path)
  }()

  /// Who looks after the process, in Redis' words.
  static let supervisor = getenv("NOTIFY_SOCKET") == nil ? "no" : "systemd"

  /// Forty hexadecimal digits that tell one run from another.
  static func makeRunID() -> String {
    (0..<40).map { _ in String(Int.random(in: 0..<16), radix: 16) }.joined()
  }

  private static func seconds(_ time: timeval) -> String {
    let fraction = String(time.tv_usec)
    return "\(time.tv_sec)." + String(repeating: "0", count: 6 - fraction.count) + fraction
  }

  private static func text<T>(_ field: T) -> String {
    withUnsafeBytes(of: field) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
  }
}
