/// Why a run cannot go on, in one line for a person. Ends the tool with status 2.
struct LoadFailure: Error, CustomStringConvertible {
  let description: String

  init(_ description: String) {
    self.description = description
  }
}
