import Keyspace

/// Why a key lives as long as it does, as far as its entry and the present rule tell.
struct LifetimeExplanation: Equatable {
  /// `absolute`, `sliding`, or `none` for an absent key.
  let kind: String
  /// Time left, or -2 for an absent key, as PTTL answers.
  let ttlMs: Int64
  /// Wall-clock ms, or -2 for an absent key, as PEXPIRETIME answers.
  let deadlineMs: Int64
  /// 0 unless the deadline slides.
  let windowMs: Int64
  /// Wall-clock ms of the furthest moment to which reads may carry the deadline; 0 unless it slides.
  let capMs: Int64
  let reason: String

  init(of lifetime: Lifetime?, rule: LifetimeRule, nowMs: Int64) {
    kind = lifetime.map { $0.isSliding ? "sliding" : "absolute" } ?? "none"
    ttlMs = lifetime.map { $0.deadlineMs - nowMs } ?? -2
    deadlineMs = lifetime?.deadlineMs ?? -2
    windowMs = lifetime?.windowMs ?? 0
    capMs = lifetime?.capMs ?? 0
    reason = LifetimeExplanation.reason(lifetime, rule, nowMs)
  }

  private static func reason(_ lifetime: Lifetime?, _ rule: LifetimeRule, _ nowMs: Int64) -> String
  {
    guard let lifetime else {
      return
        "no such key: a save without an expiry would get default-ttl, any other at most max-ttl"
    }
    let kind = lifetime.isSliding ? sliding(lifetime) : "an explicit expiry: reads never move it"
    let isPresent = isPresent(lifetime, rule, nowMs)
    return isPresent ? kind : kind + "; saved under another rule, which holds until the next save"
  }

  private static func sliding(_ lifetime: Lifetime) -> String {
    lifetime.deadlineMs < lifetime.capMs
      ? "no expiry was named: reads and saves start the window anew, reads up to the cap"
      : "no expiry was named: the deadline is at its cap, so only a save starts the window anew"
  }

  /// Whether a save under the present rule could have led to this lifetime.
  private static func isPresent(_ lifetime: Lifetime, _ rule: LifetimeRule, _ nowMs: Int64) -> Bool
  {
    guard lifetime.isSliding else { return lifetime.deadlineMs <= nowMs + rule.maxTtlMs }
    return lifetime.windowMs == rule.defaultTtlMs && lifetime.capMs <= nowMs + rule.maxTtlMs
      && (rule.slidesOnAccess || lifetime.deadlineMs == lifetime.capMs)
  }
}
