/// Why a test could not go on: the daemon, a tool or the system did not do its part.
struct Failure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) { self.description = description }
}
