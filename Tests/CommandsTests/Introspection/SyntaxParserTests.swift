import Testing

@testable import Commands

@Suite struct SyntaxParserTests {
  @Test func namesAndTypes() {
    let parameters = SyntaxParser.parameters(of: "key seconds value")
    #expect(parameters.map(\.name) == ["key", "seconds", "value"])
    #expect(parameters.map(\.type) == ["key", "integer", "string"])
  }

  @Test func repetition() {
    let keys = SyntaxParser.parameters(of: "key [key ...]")
    #expect(keys.map(\.name) == ["key"] && keys[0].flags == ["multiple"])
    let pairs = SyntaxParser.parameters(of: "key value [key value ...]")
    #expect(pairs.count == 1 && pairs[0].type == "block" && pairs[0].isMultiple)
    #expect(pairs[0].members.map(\.name) == ["key", "value"])
    let names = SyntaxParser.parameters(of: "[section [section ...]]")
    #expect(names.count == 1 && names[0].flags == ["optional", "multiple"])
  }

  @Test func alternatives() {
    let condition = SyntaxParser.parameters(of: "[NX|XX|IFEQ comparison-value]")[0]
    #expect(condition.type == "oneof" && condition.flags == ["optional"])
    #expect(condition.members.map(\.type) == ["pure-token", "pure-token", "string"])
    #expect(condition.members.map(\.token) == ["NX", "XX", "IFEQ"])
    let group = SyntaxParser.parameters(of: "<LIB-NAME libname|LIB-VER libver>")
    #expect(group.count == 1 && group[0].type == "oneof" && group[0].flags.isEmpty)
  }

  @Test func nesting() {
    let hello = SyntaxParser.parameters(
      of: "[protover [AUTH username password] [SETNAME clientname]]")
    #expect(hello.count == 1 && hello[0].type == "block" && hello[0].isOptional)
    #expect(hello[0].members.count == 3)
    #expect(hello[0].members[2].token == "SETNAME" && hello[0].members[2].isOptional)
  }

  @Test func nothingIsNothing() { #expect(SyntaxParser.parameters(of: "").isEmpty) }
}
