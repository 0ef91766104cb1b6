import Glibc

/// What the server should hold: for each key the version last written, 0 for absent.
///
/// `@unchecked Sendable`: a workload that writes gives every key to one connection and every
/// connection to one thread; workloads that only read leave the ledger alone. So no entry is ever
/// touched by two threads while one of them writes.
final class Ledger: @unchecked Sendable {
  /// Marks a key whose write was refused, so that nothing can be said about its value.
  static let unknown = UInt32.max

  let keys: UInt64
  private let versions: UnsafeMutablePointer<UInt32>

  init(keys: UInt64) {
    self.keys = keys
    versions = .allocate(capacity: Int(keys))
    versions.initialize(repeating: 0, count: Int(keys))
  }

  deinit {
    versions.deallocate()
  }

  /// The version of a key, 0 for one that is not stored or was never in the keyspace.
  subscript(index: UInt64) -> UInt32 {
    get { index < keys ? versions[Int(index)] : 0 }
    set { versions[Int(index)] = newValue }
  }

  /// Declares every key stored with its first version: by an earlier run with the same seed.
  func assumeStored() {
    versions.update(repeating: 1, count: Int(keys))
  }
}
