import Testing

@testable import Persistence

/// B3: how `maxdisk` is shared out.
@Suite struct DiskBudgetTests {
  private static let mb = 1 << 20

  private func sizes(filledMb: Int, walMb: Int = 0, freeMb: Int = 0) -> StoreFileSizes {
    var sizes = StoreFileSizes()
    sizes.databaseBytes = (filledMb + freeMb) * Self.mb
    sizes.freeBytes = freeMb * Self.mb
    sizes.walBytes = walMb * Self.mb
    return sizes
  }

  @Test(arguments: [(76, 8, 1), (196, 128, 1), (4096, 128, 1), (1 << 20, 16_384, 16)])
  func thePartsAreTheWholeAndTheDatabaseGetsMost(maxMb: Int, journalMb: Int, valueMb: Int) {
    let budget = DiskBudget(
      maxBytes: maxMb * Self.mb, journalBytes: journalMb * Self.mb, maxValueBytes: valueMb * Self.mb
    )
    let parts = budget.databaseBytes + budget.logReserveBytes + journalMb * Self.mb
    #expect(parts == maxMb * Self.mb)
    #expect(budget.databaseBytes > (maxMb - journalMb) * Self.mb * 3 / 4)
    // One transaction fits behind the log that calls for a checkpoint.
    #expect(budget.logReserveBytes - budget.logBytes >= (8 + 2 * valueMb) * Self.mb)
    #expect(budget.closingBytes >= Self.mb && budget.closingBytes <= 64 * Self.mb)
  }

  @Test func eachThresholdComesBeforeTheNext() {
    let budget = DiskBudget(
      maxBytes: 4096 * Self.mb, journalBytes: 128 * Self.mb, maxValueBytes: Self.mb)
    let whole = budget.databaseBytes
    #expect(budget.excessBytes(liveBytes: whole * 79 / 100) == 0)
    #expect(!budget.isFull(liveBytes: whole * 79 / 100) && budget.isFull(liveBytes: whole * 4 / 5))
    let excess = budget.excessBytes(liveBytes: whole * 81 / 100)
    #expect(abs(excess - whole * 6 / 100) < Self.mb)
    let wholeMb = whole / Self.mb
    #expect(!budget.isScarce(sizes(filledMb: wholeMb * 84 / 100, freeMb: 1000)))
    #expect(budget.isScarce(sizes(filledMb: wholeMb * 86 / 100)))
    #expect(budget.hasRoom(for: Self.mb, sizes(filledMb: wholeMb * 90 / 100, walMb: 10)))
    #expect(!budget.hasRoom(for: Self.mb, sizes(filledMb: wholeMb * 92 / 100)))
  }

  @Test func aLogThatCannotBeginAnewTakesRoomFromRows() {
    let budget = DiskBudget(
      maxBytes: 1024 * Self.mb, journalBytes: 128 * Self.mb, maxValueBytes: Self.mb)
    #expect(budget.hasRoom(for: Self.mb, sizes(filledMb: 400, walMb: 300)))
    #expect(!budget.hasRoom(for: Self.mb, sizes(filledMb: 400, walMb: 600)))
  }
}
