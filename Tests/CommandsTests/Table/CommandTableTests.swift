import Testing

@testable import Commands

@Suite("Finding commands by name") struct CommandTableTests {
  private let table = CommandTable()

  @Test("Every command is found in lower, upper and mixed case")
  func findsAll() {
    for (number, command) in table.commands.enumerated() {
      let mixed = String(
        command.name.enumerated().map {
          $0.offset % 2 == 0 ? $0.element : Character($0.element.uppercased())
        }
      )
      for spelling in [command.name, command.name.uppercased(), mixed] {
        #expect(find(spelling) == number, "\(spelling)")
      }
    }
  }

  @Test("Every command that writes keys says what its changes are called, and no other does")
  func namesEvents() {
    for command in table.commands {
      let writesKeys = command.flags.contains(.write) && !command.keyRules.isEmpty
      #expect((command.events != nil) == writesKeys, "\(command.name)")
    }
  }

  @Test("A byte that only looks like the letter to a careless comparison is another name")
  func tellsBytesApart() {
    for command in table.commands {
      for place in 0..<command.name.utf8.count {
        for bit in 0..<8 where bit != 5 || !isLetter(Array(command.name.utf8)[place]) {
          var bytes = Array(command.name.utf8)
          bytes[place] ^= 1 << UInt8(bit)
          let found = bytes.withUnsafeBytes { table.find($0) }
          let lowered = bytes.map { (65...90).contains($0) ? $0 | 0x20 : $0 }
          let expected = table.commands.firstIndex { Array($0.name.utf8) == lowered }
          #expect(found == expected, "\(bytes)")
        }
      }
    }
  }

  @Test(
    "Names that are a little longer or shorter, empty or with zeros behind are unknown",
    arguments: ["", "ge", "gett", "get\0", "\0get", "pexpiretim", "pexpiretimes", "expiretime\0"])
  func refusesOthers(name: String) {
    #expect(find(name) == nil)
  }

  private func find(_ name: String) -> Int? {
    Array(name.utf8).withUnsafeBytes { table.find($0) }
  }

  private func isLetter(_ byte: UInt8) -> Bool { (97...122).contains(byte) }
}
