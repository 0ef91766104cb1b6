import Server
import Testing

@testable import Configuration

/// What a release is called stands in the source and in the list of changes.
struct VersionTests {
  private static let root =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
    .joined(separator: "/")

  @Test func theNewestVersionOfTheChangesIsTheProgramsOwn() throws {
    let bytes = try ConfigurationFile.read(Self.root + "/CHANGELOG.md")
    let headings = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .filter { $0.hasPrefix("## ") }.map { $0.dropFirst(3) }
    #expect(headings.first { $0 != "Unreleased" } == ServerIdentity.version[...])
  }
}
