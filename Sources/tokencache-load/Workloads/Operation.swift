/// The commands the workloads send.
enum Verb: Int, CaseIterable {
  case get, set, del

  /// The command's name as the report shows it.
  var name: String {
    switch self {
    case .get: "GET"
    case .set: "SET"
    case .del: "DEL"
    }
  }
}

/// One command on one key.
struct Operation {
  let verb: Verb
  let index: UInt64
  /// For a SET the version written; for a GET the version that should come back, 0 for none.
  let version: UInt32
}
