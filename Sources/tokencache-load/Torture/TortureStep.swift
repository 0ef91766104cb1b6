/// One operation of the storm.
enum TortureStep {
  case read
  case write(TortureState)

  /// Draws the next operation on a key: mostly saves, with every kind of lifetime, the same value
  /// again, deletions, and reads between them.
  static func draw(
    after state: TortureState, nowMs: Int64, random: inout SplitMix64
  ) -> TortureStep {
    let version = state.version + 1
    switch random.below(100) {
    case 0..<40:
      return .write(TortureState(version: version, life: .backstop))
    case 40..<50 where state.life != .absent:
      return .write(TortureState(version: state.version, life: .backstop))
    case 40..<62:
      // Half of them are whole seconds, which `send` hands over as EXAT.
      let unitMs: Int64 = random.below(2) == 0 ? 1 : 1000
      let deadlineMs = (nowMs + 600_000 + Int64(random.below(10_000_000))) / unitMs * unitMs
      return .write(TortureState(version: version, life: .absolute(deadlineMs: deadlineMs)))
    case 62..<65:
      let deadlineMs = nowMs + 300 + Int64(random.below(3000))
      return .write(TortureState(version: version, life: .absolute(deadlineMs: deadlineMs)))
    case 65..<85 where state.life != .absent:
      return .write(TortureState(version: version, life: .absent))
    default:
      return .read
    }
  }

  func send(index: UInt64, with encoder: CommandEncoder, on connection: Connection) {
    guard case .write(let state) = self else {
      return encoder.send("GET", index: index, on: connection)
    }
    switch state.life {
    case .absent:
      encoder.send("DEL", index: index, on: connection)
    case .backstop:
      encoder.sendSet(index: index, version: state.version, on: connection)
    case .absolute(let deadlineMs):
      let inSeconds = deadlineMs % 1000 == 0
      encoder.sendSet(
        index: index, version: state.version,
        expiry: inSeconds ? ("EXAT", deadlineMs / 1000) : ("PXAT", deadlineMs), on: connection)
    }
  }
}
