/// The source tree that these tests were built from.
enum Tree {
  static let root =
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4)
    .joined(separator: "/")
}
