/// One argument, or group of arguments, of a command as `COMMAND DOCS` tells it.
struct Parameter: Equatable {
  var name: String
  /// `key`, `string`, `integer`, `unix-time`, `pattern`, `pure-token`, `oneof` or `block`.
  var type: String
  /// The word that stands before the argument, or is it.
  var token: String?
  var isOptional = false
  var isMultiple = false
  /// Alternatives of a `oneof`, arguments of a `block`.
  var members: [Parameter] = []

  var flags: [String] {
    (isOptional ? ["optional"] : []) + (isMultiple ? ["multiple"] : [])
  }

  init(name: String, type: String) {
    self.name = name
    self.type = type
  }

  /// An argument of its own; its type follows from its name.
  init(argument name: String) {
    self.init(name: name, type: Parameter.types[name] ?? "string")
  }

  /// A word of the syntax.
  init(token: String) {
    self.init(name: token.lowercased(), type: "pure-token")
    self.token = token
  }

  /// Several as one; a single one is no group.
  init(group members: [Parameter], type: String) {
    guard members.count != 1 else {
      self = members[0]
      return
    }
    self.init(name: members.map(\.name).joined(separator: "-"), type: type)
    self.members = members
  }

  private static let types = [
    "key": "key", "source": "key", "destination": "key", "newkey": "key", "seconds": "integer",
    "milliseconds": "integer", "unix-time-seconds": "unix-time",
    "unix-time-milliseconds": "unix-time", "count": "integer", "index": "integer",
    "index1": "integer", "index2": "integer", "key1": "key", "key2": "key", "len": "integer",
    "increment": "integer", "decrement": "integer", "offset": "integer", "start": "integer",
    "end": "integer", "pattern": "pattern", "protover": "integer", "cursor": "integer",
  ]
}
