/// The differences that the documentation explains.
enum DocumentedDifferences {
  /// The headings of its third level.
  static func names(sourceFile: String = #filePath) -> [String] {
    let page = "Sources/tokencached/Documentation.docc/Operators/DifferencesFromRedis.md"
    let root = sourceFile.split(separator: "/Tests/")[0]
    return textOfFile("\(root)/\(page)").split(separator: "\n")
      .filter { $0.hasPrefix("### ") }.map { String($0.dropFirst(4)) }
  }
}
