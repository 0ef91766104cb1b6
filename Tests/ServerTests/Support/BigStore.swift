import Keyspace
import SimulatedDisk
import Testing

@testable import Persistence
@testable import Server

/// More tokens than memory holds, in several segments of the store.
struct BigStore {
  static let count = 220
  let rig: EngineRig

  init(adjust: (EngineRig) -> Void = { _ in }) throws {
    rig = EngineRig()
    adjust(rig)
    try rig.start()
    for number in 0..<BigStore.count {
      try #require(rig.call("SET", BigStore.key(number), BigStore.value(number)) == .ok)
    }
    rig.pass(ms: 3000)
  }

  static func key(_ number: Int) -> String { "token:\(number)" }
  static func value(_ number: Int) -> String {
    "\(number):" + String(repeating: "v", count: 64 << 10)
  }

  /// The process is killed, and starts again.
  func kill() throws {
    rig.reboot(with: rig.disk.image)
    try rig.start()
  }

  /// Another connection to the database, as a person's shell has one.
  func shell() throws -> Database {
    try Database(
      path: SimulatedDisk.directory + "/tokens.db", readOnly: false,
      vfsName: rig.disk.fileSystem.vfsName)
  }

  /// Stops, changes the database behind the daemon's back, and starts again.
  func damage(_ sql: String) throws {
    rig.stop()
    try shell().execute(sql, for: "damage")
    try rig.start()
  }

  func unindexedCount() throws -> Int {
    try #require(rig.engine?.storage.core.catalog.unindexedSegments.count)
  }

  /// Keys that the keyspace counts, without anybody asking for them.
  func keyCount() throws -> Int { try #require(rig.engine).keyspace.pointee.count }
}
