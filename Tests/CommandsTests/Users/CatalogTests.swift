import AccessControl
import RESP
import Testing

@testable import Commands

@Suite struct CatalogTests {
  @Test func everyCommandHasItsOwnNumber() {
    let all = CommandTable().withSubcommands
    #expect(Set(all.map(\.number)) == Set(0..<all.count))
  }

  @Test func whatCommandsDoWithKeysFollowsFromTheTable() {
    for (name, access) in [
      ("get", KeyAccess.read), ("exists", []), ("del", .write), ("getdel", [.read, .write]),
      ("expire", .write), ("strlen", []), ("mset", .write), ("getex", [.read, .write]),
      ("append", .write), ("eval", [.read, .write]), ("eval_ro", .read),
    ] {
      var name = name
      let command = name.withUTF8 {
        CommandTable().command(fullName: UnsafeRawBufferPointer($0))
      }
      #expect(command?.keyRules.map(\.keyAccess) == [access], "\(name)")
    }
  }

  @Test func whatHasKeysSaysWhatItDoesWithThem() {
    for command in CommandTable().withSubcommands {
      #expect(command.keys.isEmpty == command.keyRules.isEmpty, "\(command.fullName)")
    }
  }

  /// A script that ran a command which its text does not show would go around the rules.
  @Test func everyKnownScriptNamesItsCommands() {
    let table = CommandTable()
    for script in LockScript.all {
      #expect(!script.commands.isEmpty)
      for var name in script.commands {
        let command = name.withUTF8 { table.command(named: UnsafeRawBufferPointer($0)) }
        #expect(command != nil, "\(name) in \(script.texts[0])")
      }
    }
  }
}
