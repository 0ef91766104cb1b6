import Testing

/// Everything that starts the built daemon and talks to it from outside.
///
/// Serialized, because each test has a daemon of its own and two cores carry only one at a time.
@Suite(.serialized)
enum IntegrationTests {}
