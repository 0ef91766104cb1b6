import Testing

/// Runs requests one after the other and checks each reply.
func expect(
  _ script: [(request: String, reply: String)], on bench: CommandBench = CommandBench(),
  sourceLocation: SourceLocation = #_sourceLocation
) {
  for (request, reply) in script {
    #expect(bench(request) == reply, "\(request.prefix(80))", sourceLocation: sourceLocation)
  }
}
