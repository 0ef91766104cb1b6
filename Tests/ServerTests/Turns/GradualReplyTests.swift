import Testing

@testable import Server

/// Requests for more values than memory holds together.
@Suite struct GradualReplyTests {
  /// Few keys are answered in one turn or not at all, many in parts.
  @Test func whatDoesNotFitIntoMemoryTogetherIsRefusedOrAnsweredInParts() throws {
    let store = try BigStore()
    try store.kill()
    store.rig.pass(ms: 3000)
    store.rig.send(["MGET"] + (0..<60).map(BigStore.key))
    #expect(store.rig.reply(turns: 1000)?.text?.hasPrefix("OOM the keys") == true)
    store.rig.send(["MGET"] + (0..<70).map(BigStore.key))
    let reply = store.rig.reply(turns: 4000)
    #expect(reply == .array((0..<70).map { .bulk(BigStore.value($0)) }))
    #expect(store.rig.call("PING") == .status("PONG"))
  }
}
