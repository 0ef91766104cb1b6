import Glibc

/// How thorough the seeded tests are: once in an ordinary run, ROUNDS times as long in a soak.
enum Rounds {
  static let factor = getenv("ROUNDS").flatMap { Int(String(cString: $0)) } ?? 1
}
