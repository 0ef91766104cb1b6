import ArgumentParser

/// The protocols that the tool speaks.
enum Dialect: String, CaseIterable, ExpressibleByArgument {
  case resp, memcached
}
