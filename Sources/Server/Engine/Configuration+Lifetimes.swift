import Bytes
import Configuration
import Keyspace
import RESP

extension Configuration {
  /// The rule for keys that no policy matches.
  var lifetimeRule: LifetimeRule {
    LifetimeRule(
      defaultTtlMs: defaultTtlMs, maxTtlMs: maxTtlMs, slidesOnAccess: sliding == .access)
  }

  /// The policies, each with what it leaves to the general settings.
  var lifetimePolicies: LifetimePolicies {
    LifetimePolicies(
      policies.map { policy in
        LifetimePolicies.Policy(pattern: Array(policy.pattern.utf8), rule: rule(of: policy))
      }
    ) { pattern, key in Glob.matches(pattern: pattern, key) }
  }

  private func rule(of policy: LifetimePolicy) -> LifetimeRule {
    LifetimeRule(
      defaultTtlMs: policy.defaultTtlMs ?? defaultTtlMs, maxTtlMs: policy.maxTtlMs ?? maxTtlMs,
      slidesOnAccess: (policy.sliding ?? sliding) == .access)
  }
}
