import Testing

@testable import Commands

@Suite struct SyntaxParserTests {
  private func parameters(_ syntax: String) throws -> [Parameter] {
    try #require(SyntaxParser.parameters(of: syntax))
  }

  @Test func theSyntaxOfEveryCommandIsSound() {
    for command in CommandTable().withSubcommands {
      let syntax = command.documentation.syntax
      #expect(SyntaxParser.parameters(of: syntax) != nil, "\(command.fullName) \(syntax)")
    }
  }

  @Test(arguments: ["[key", "key]", "<A|B", "A|B>", "[A|<B]>", "...", "[...]", "a | b"])
  func anUnbalancedLineIsRefused(_ syntax: String) {
    #expect(SyntaxParser.parameters(of: syntax) == nil)
  }

  @Test func namesAndTypes() throws {
    let parameters = try parameters("key seconds value")
    #expect(parameters.map(\.name) == ["key", "seconds", "value"])
    #expect(parameters.map(\.type) == ["key", "integer", "string"])
  }

  @Test func repetition() throws {
    let keys = try parameters("key [key ...]")
    #expect(keys.map(\.name) == ["key"] && keys[0].flags == ["multiple"])
    let pairs = try parameters("key value [key value ...]")
    #expect(pairs.count == 1 && pairs[0].type == "block" && pairs[0].isMultiple)
    #expect(pairs[0].members.map(\.name) == ["key", "value"])
    let names = try parameters("[section [section ...]]")
    #expect(names.count == 1 && names[0].flags == ["optional", "multiple"])
  }

  @Test func alternatives() throws {
    let condition = try parameters("[NX|XX|IFEQ comparison-value]")[0]
    #expect(condition.type == "oneof" && condition.flags == ["optional"])
    #expect(condition.members.map(\.type) == ["pure-token", "pure-token", "string"])
    #expect(condition.members.map(\.token) == ["NX", "XX", "IFEQ"])
    let group = try parameters("<LIB-NAME libname|LIB-VER libver>")
    #expect(group.count == 1 && group[0].type == "oneof" && group[0].flags.isEmpty)
  }

  @Test func nesting() throws {
    let hello = try parameters(
      "[protover [AUTH username password] [SETNAME clientname]]")
    #expect(hello.count == 1 && hello[0].type == "block" && hello[0].isOptional)
    #expect(hello[0].members.count == 3)
    #expect(hello[0].members[2].token == "SETNAME" && hello[0].members[2].isOptional)
  }

  @Test func nothingIsNothing() throws { #expect(try parameters("").isEmpty) }
}
