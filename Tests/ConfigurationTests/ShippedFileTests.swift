import Testing

@testable import Configuration

/// `config/tokencached.conf` is the manual, so it must tell the truth about every setting.
struct ShippedFileTests {
  private static let root =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")
  static let path = root + "/config/tokencached.conf"

  @Test func parsesToTheDefaults() throws {
    #expect(try Configuration.load(file: Self.path, flags: []) == Configuration())
  }

  @Test func givesTheSettingsInTheOrderOfTheTable() throws {
    let text = try ConfigurationFile.read(Self.path)
    let names = try Directive.inFile(text, named: "conf").map(\.name)
    #expect(names == Setting.all.filter { !$0.isRepeatable }.map(\.name))
  }

  @Test(arguments: Setting.all.map(\.name))
  func documentsTheSettingAndItsDefault(_ name: String) throws {
    let setting = try #require(Setting.named(name))
    let paragraph = try #require(try paragraph(of: name), "no paragraph sets \(name)")
    let stated = try #require(
      paragraph.first { $0.hasPrefix("# Default: ") }, "no line \"# Default: \" for \(name)")
    #expect(stated.dropFirst("# Default: ".count) == setting.spelled(Configuration()))
    #expect(paragraph.filter { $0.hasPrefix("# ") }.count >= 2, "the effect is not described")
  }

  @Test(arguments: Setting.all.map(\.name))
  func thePageOfSettingsListsItWithItsDefault(_ name: String) throws {
    let setting = try #require(Setting.named(name))
    let page = Self.root + "/Sources/tokencached/Documentation.docc/Operators/Settings.md"
    let text = String(decoding: try ConfigurationFile.read(page), as: UTF8.self)
    let row = "| `\(name)` | `\(setting.spelled(Configuration()))` | \(setting.summary) |"
    #expect(text.contains(row))
  }

  static let presets = ["atxp", "fastmcp", "oauth2-proxy", "connect-redis"]

  @Test(arguments: presets)
  func everyPresetCanBeIncludedAndHidesNoneOfItsLines(_ name: String) throws {
    let directory = try ConfigurationDirectory()
    let preset = "\(Self.root)/config/policies-\(name).conf"
    let file = try directory.write("include \(preset)\n", to: "main.conf")
    let policies = try Configuration.load(file: file, flags: []).policies
    #expect(!policies.isEmpty)
    for (number, policy) in policies.enumerated() {
      let hiding = policies.prefix(number).filter { earlier in
        let literal = earlier.pattern.prefix { $0 != "*" }
        return earlier.pattern.dropFirst(literal.count) == "*" && policy.pattern.hasPrefix(literal)
      }
      #expect(hiding.isEmpty, "\(policy.pattern) is never reached")
    }
    let manual = String(decoding: try ConfigurationFile.read(Self.path), as: UTF8.self)
    #expect(manual.contains("policies-\(name).conf"))
  }

  private func paragraph(of name: String) throws -> [Substring]? {
    let text = String(decoding: try ConfigurationFile.read(Self.path), as: UTF8.self)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    return lines.split(whereSeparator: \.isEmpty).map(Array.init).first { paragraph in
      // The shipped file gives no list a value: it has only an example in a comment.
      paragraph.contains { $0.hasPrefix("\(name) ") || $0.hasPrefix("# \(name) ") }
    }
  }
}
