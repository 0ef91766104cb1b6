import Testing

@testable import tokencached

struct InheritedSocketsTests {
  struct Offer: Sendable {
    let pid: String?
    let count: String?
    let taken: [Int32]
  }

  static let offers = [
    Offer(pid: "7", count: "2", taken: [3, 4]), Offer(pid: "7", count: "0", taken: []),
    Offer(pid: "8", count: "2", taken: []), Offer(pid: nil, count: "2", taken: []),
    Offer(pid: "7", count: nil, taken: []), Offer(pid: "7", count: "-1", taken: []),
    Offer(pid: "7", count: "x", taken: []), Offer(pid: "7", count: "65", taken: []),
    Offer(pid: "", count: "1", taken: []),
  ]

  @Test(arguments: offers) func onlyWhatIsMeantForThisProcessIsTaken(_ offer: Offer) {
    let found = InheritedSockets.descriptors(pid: offer.pid, count: offer.count, ownPid: 7)
    #expect(found == offer.taken)
  }
}
