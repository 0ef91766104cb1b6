import Configuration
import SimulatedDisk

@testable import Server

/// A disk on which the story's prelude has been played, and what clients know of it.
struct Opening: Sendable {
  let image: DiskImage
  let state: Ledger.State
  let wallMs: Int64
  let durability: Configuration.Durability

  static let everySecond = Opening(.everySecond)
  static let always = Opening(.always)

  init(_ durability: Configuration.Durability) {
    let rig = EngineRig { $0.durability = durability }
    let player = Player(rig)
    let isPlayed = player.start(.leave) && player.play(Story.prelude, patience: .leave)
    precondition(isPlayed && player.problems.isEmpty, "the prelude fails: \(player.problems)")
    rig.stop()
    image = rig.disk.image
    state = player.ledger.state
    wallMs = rig.clock.wallMs
    self.durability = durability
  }

  /// A machine with this disk, not yet started.
  func player() -> Player {
    let rig = EngineRig(image, wallMs: wallMs) { $0.durability = durability }
    return Player(rig, state: state)
  }
}
