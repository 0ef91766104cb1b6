import Testing

@testable import tokencache_load

/// Each workload is what its name says, counted over the operations of four connections.
struct OperationStreamTests {
  private static let keys: UInt64 = 1000
  private static let lanes = 4

  private struct Sample {
    var operations: [Operation] = []
    let ledger = Ledger(keys: OperationStreamTests.keys)
  }

  private func sample(_ shape: WorkloadShape, each count: Int, stored: Bool) -> Sample {
    var sample = Sample()
    if stored { sample.ledger.assumeStored() }
    for lane in 0..<Self.lanes {
      var stream = OperationStream(
        shape: shape, ledger: sample.ledger, lane: lane, of: Self.lanes, seed: 9)
      for _ in 0..<count { sample.operations.append(stream.next()) }
    }
    return sample
  }

  @Test(arguments: Workload.allCases) func readsHaveTheirShare(_ workload: Workload) {
    let shape = workload.shape
    let sample = sample(shape, each: 5000, stored: shape.needsKeys)
    let reads = sample.operations.count { $0.verb == .get }
    let share = Double(reads) * 100 / Double(sample.operations.count)
    #expect(abs(share - Double(shape.readPercent)) < 2, "\(share) %")
    #expect(sample.operations.allSatisfy { $0.verb == .get || $0.verb == shape.write })
  }

  @Test func sessionSavesTheSameTokenAgain() {
    let operations = sample(Workload.session.shape, each: 1000, stored: true).operations
    #expect(operations.allSatisfy { $0.version == 1 && $0.index < Self.keys })
  }

  @Test func refreshWritesAnotherValueEachTime() {
    let operations = sample(Workload.refresh.shape, each: 1000, stored: true).operations
    var held: [UInt64: UInt32] = [:]
    for operation in operations {
      #expect(operation.version == held[operation.index, default: 1] + 1)
      held[operation.index] = operation.version
    }
  }

  @Test(arguments: [Workload.incident, .loginBurst, .set, .revoke])
  func everyKeyOnceAndInOrder(_ workload: Workload) {
    let shape = workload.shape
    let count = Int(Self.keys) / Self.lanes
    let operations = sample(shape, each: count, stored: shape.needsKeys).operations
    #expect(Set(operations.map(\.index)).count == Int(Self.keys))
    #expect(operations.allSatisfy { $0.version == (workload == .revoke ? 0 : 1) })
  }

  @Test func missAsksForKeysThatNeverWere() {
    let operations = sample(Workload.miss.shape, each: 1000, stored: true).operations
    #expect(operations.allSatisfy { $0.index >= Self.keys && $0.version == 0 })
  }

  @Test func connectionsThatWriteShareNoKey() {
    let operations = sample(Workload.mixed.shape, each: 1000, stored: true).operations
    for (place, operation) in operations.enumerated() {
      #expect(operation.index % UInt64(Self.lanes) == UInt64(place / 1000))
    }
  }

  @Test func zipfIsSkewedAndUniformIsNot() {
    #expect(mostDrawn(.zipf) > 1500)
    #expect(mostDrawn(.cold) < 60)
  }

  /// How often the most popular of a thousand keys comes in 20,000 operations.
  private func mostDrawn(_ workload: Workload) -> Int {
    let operations = sample(workload.shape, each: 5000, stored: true).operations
    return Dictionary(grouping: operations, by: \.index).values.map(\.count).max() ?? 0
  }
}
