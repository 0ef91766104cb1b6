extension Difference {
  static let identities = [
    Difference(
      "Version", "HELLO tells our version and our number of the client.", example: "a: hello 3"
    ) {
      guard $0.name == "hello", let theirs = $0.theirs.elements, let ours = $0.ours.elements else {
        return false
      }
      let own = [3, 7]
      return theirs.count == ours.count
        && theirs.indices.allSatisfy { own.contains($0) || theirs[$0] == ours[$0] }
    },
    Difference(
      "Numbers of clients", "Each server counts its clients for itself.", example: "a: client id"
    ) { $0.name == "client" && $0.word(1) == "id" && $0.integers != nil },
    Difference(
      "List of commands", "COMMAND tells of the commands that there are.",
      example: "a: command count"
    ) {
      let isCount = $0.word(1) == "count" && $0.integers != nil
      let isList = $0.words.count <= 2 && $0.theirs.elements != nil && $0.ours.elements != nil
      return $0.name == "command" && (isCount || isList)
    },
    Difference(
      "Descriptions of commands", "A few flags, tips and key positions are our own.",
      example: "a: command info eval"
    ) {
      $0.name == "command" && $0.word(1) == "info" && $0.theirs.elements?.first?.isNull == false
        && $0.ours.elements?.first?.isNull == false
    },
    Difference(
      "MEMORY USAGE", "An entry takes another amount of memory than in Redis.",
      example: "a: set k v", "a: memory usage k"
    ) { $0.name == "memory" && $0.integers != nil },
    Difference(
      "OBJECT ENCODING", "It is told from the value, not from its history.",
      example: "a: setrange k 0 12", "a: object encoding k"
    ) {
      // Only a history can make it worse than the value needs.
      let encodings = ["int", "embstr", "raw"]
      guard $0.name == "object", $0.word(1) == "encoding",
        let theirs = encodings.firstIndex(of: $0.theirs.text ?? ""),
        let ours = encodings.firstIndex(of: $0.ours.text ?? "")
      else { return false }
      return ours < theirs
    },
    Difference(
      "Shared values", "No value is shared, small integers included.", example: "a: set k 1",
      "a: object refcount k"
    ) {
      guard $0.name == "object", let (theirs, ours) = $0.integers else { return false }
      // What is shared is not touched, so its idle time goes back to the server's start.
      if $0.word(1) == "idletime" { return theirs > ours }
      return $0.word(1) == "refcount" && ours == 1
    },
    Difference(
      "OBJECT FREQ", "Use is always counted, whatever the eviction policy.", example: "a: set k v",
      "a: object freq k"
    ) {
      $0.name == "object" && $0.word(1) == "freq" && $0.ours.integer != nil
        && $0.theirs.error?.hasPrefix("ERR An LFU maxmemory policy is not selected") == true
    },
  ]
}
