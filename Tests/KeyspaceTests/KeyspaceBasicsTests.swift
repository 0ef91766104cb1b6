import Testing

@testable import Keyspace

@Suite struct KeyspaceBasicsTests {}
