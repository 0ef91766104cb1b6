/// What happens to the daemon in a scripted run.
enum Step: Sendable {
  case change(Change)
  case read(String)
  case pass(ms: Int64)
  case restart
}

/// The scripted run of the fault tests: every family of writes, reads of entries that are only on
/// disk, commits, syncs, an expiry, a flush, clean stops.
enum Story {
  static let startMs = ManualClock.epochMs

  /// Runs on an empty disk and leaves entries that are only there.
  static let prelude: [Step] =
    (0..<12).map { .change(.set("cold:\($0)", "first-\($0)")) }
    + [.change(.set("cold:timed", "v", untilMs: startMs + 50_000_000)), .pass(ms: 1500)]

  /// Databases change places, with what is on disk and what is not; others write in between.
  private static let swaps: [Step] =
    [
      .change(.swap), .change(.set("beside", "one")), .change(.set("a", "other")), .read("cold:1"),
      .pass(ms: 1200), .change(.append("beside", "+more")),
    ]
    + Change.transaction([.set("t2", "x"), .swap, .set("t2", "y")]).map { .change($0) }
    + [.read("a"), .change(.swap), .restart, .read("beside"), .change(.swap)]

  static let main: [Step] =
    [
      .read("cold:0"),
      .change(.set("a", "one")),
      .change(.set("cold:1", "second")),
      .change(.delete("cold:2")),
      .change(.set("short", "v", untilMs: startMs + 12_000)),
      .change(.append("cold:3", "+more")),
      .pass(ms: 1200),
      .change(.increment("count")),
      .change(.rename("cold:4", "renamed")),
      .change(.copy("cold:5", "copied")),
      .change(.expire("cold:6", atMs: startMs + 90_000_000)),
      .change(.persist("cold:timed")),
      .change(.setMany("m1", "m2", "many")),
      .read("cold:7"),
      .pass(ms: 1200),
      .change(.deleteIf("cold:8", "first-8")),
      .change(.take("cold:9")),
      .change(.set("a", "two")),
      .change(.delete("m1")),
    ]
    + swaps
    + Change.transaction([.set("t1", "x"), .delete("m2"), .increment("count")]).map {
      .change($0)
    } + [
      .pass(ms: 1200),
      .restart,
      .read("a"),
      .read("cold:10"),
      .change(.set("cold:11", "third")),
      .change(.delete("renamed")),
      .pass(ms: 9000),
      .read("short"),
      .change(.set("big", String(repeating: "b", count: 300_000))),
      .change(.set("big", String(repeating: "c", count: 400_000))),
      .pass(ms: 1200),
      .change(.set("big", String(repeating: "d", count: 500_000))),
      .pass(ms: 1200),
      .change(.flush),
      .change(.set("after", "flush")),
      .pass(ms: 2400),
      .change(.increment("count")),
    ]
}
