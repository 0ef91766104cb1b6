// swift-tools-version: 6.2
import PackageDescription

// This manifest is the architecture: an arrow exists only where a target lists another one,
// and CI refuses an import that is not declared here.

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
]

let package = Package(
  name: "tokencached",
  products: [
    .executable(name: "tokencached", targets: ["tokencached"]),
    .executable(name: "tokencache-load", targets: ["tokencache-load"]),
    .executable(name: "tokencache-micro", targets: ["tokencache-micro"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.5.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.0"),
    .package(url: "https://github.com/HdrHistogram/hdrhistogram-swift", from: "0.1.0"),
  ],
  targets: [
    // C boundaries: two system libraries, one shim for what Glibc's module does not export, and one
    // instruction that Swift has no name for.
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    // hiredis lies where the compiler looks; its pkg-config file names a flag that SwiftPM warns of.
    .systemLibrary(name: "CHiredis", providers: [.apt(["libhiredis-dev"])]),
    .target(name: "CLinux"),
    .target(name: "CPrefetch"),

    // The ground floor: ASCII, decimals, patterns, quoted words. No I/O.
    .target(name: "Bytes", swiftSettings: settings),
    // Bytes to requests, replies to bytes. No I/O.
    .target(name: "RESP", dependencies: ["Bytes"], swiftSettings: settings),
    // Entries, lifetimes, timer wheel, memory accounting. No clock, no queue, no I/O.
    .target(name: "Keyspace", dependencies: ["CPrefetch"], swiftSettings: settings),
    // Users, their rules and passwords, what was refused. Knows commands by name and category only.
    .target(
      name: "AccessControl",
      dependencies: ["Bytes", .product(name: "Crypto", package: "swift-crypto")],
      swiftSettings: settings),
    // The command table as data; one page per command.
    .target(
      name: "Commands",
      dependencies: [
        "AccessControl", "Bytes", "Keyspace", "RESP",
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: settings),
    // Crash journal and log-structured SQLite store.
    .target(
      name: "Persistence", dependencies: ["CLinux", "CSQLite", "Keyspace"], swiftSettings: settings),
    // Dispatch listener, event loop, client connections, timers.
    .target(
      name: "Server",
      dependencies: [
        "AccessControl", "Bytes", "CLinux", "Commands", "Configuration", "Keyspace", "Persistence",
        "RESP",
      ],
      swiftSettings: settings),
    // Settings as data: configuration file and flags to one value. No I/O but that file.
    .target(name: "Configuration", dependencies: ["Bytes"], swiftSettings: settings),
    // Signals, service notification, log, start and stop order.
    .executableTarget(
      name: "tokencached",
      dependencies: [
        "CLinux", "Commands", "Configuration", "Keyspace", "Persistence", "Server",
        .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    // Micro-benchmarks of the parts that every request passes through.
    .executableTarget(
      name: "tokencache-micro",
      dependencies: ["AccessControl", "Bytes", "Commands", "Keyspace", "Persistence", "RESP"],
      swiftSettings: settings),
    // Load, latency, lifetime and loss verification through an independent client.
    .executableTarget(
      name: "tokencache-load",
      dependencies: [
        "CHiredis",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: settings),

    .testTarget(
      name: "ConfigurationTests", dependencies: ["Configuration"], swiftSettings: settings),
    // Randomness that a seed brings back. Only tests link it.
    .target(name: "SeededRandom", path: "Tests/SeededRandom", swiftSettings: settings),
    .testTarget(
      name: "BytesTests", dependencies: ["Bytes", "SeededRandom"], swiftSettings: settings),
    .testTarget(
      name: "RESPTests", dependencies: ["Bytes", "RESP", "SeededRandom"], swiftSettings: settings),
    .testTarget(
      name: "KeyspaceTests", dependencies: ["Keyspace", "SeededRandom"], swiftSettings: settings),
    .testTarget(
      name: "AccessControlTests", dependencies: ["AccessControl", "SeededRandom"],
      swiftSettings: settings),
    .testTarget(
      name: "CommandsTests",
      dependencies: ["AccessControl", "Bytes", "Commands", "Keyspace", "RESP", "SeededRandom"],
      swiftSettings: settings),
    .testTarget(
      name: "PersistenceTests",
      dependencies: ["CSQLite", "Keyspace", "Persistence", "SeededRandom", "SimulatedDisk"],
      swiftSettings: settings),
    // A disk in memory whose calls fail, and which forgets, when a test says so. Only tests link it.
    .target(
      name: "SimulatedDisk", dependencies: ["CSQLite", "Persistence"],
      path: "Tests/SimulatedDisk", swiftSettings: settings),
    .testTarget(
      name: "ServerTests",
      dependencies: [
        "Configuration", "Keyspace", "Persistence", "SeededRandom", "Server", "SimulatedDisk",
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TokencachedTests",
      dependencies: [
        "Configuration", "Server", "tokencached", .product(name: "Logging", package: "swift-log"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "TokencacheLoadTests",
      dependencies: [
        "tokencache-load",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
        .product(name: "Histogram", package: "hdrhistogram-swift"),
      ],
      swiftSettings: settings),
    .testTarget(
      name: "IntegrationTests", dependencies: ["CHiredis", "SeededRandom"],
      exclude: ["Clients/Programs"],
      swiftSettings: settings),
  ]
)

// libFuzzer brings instrumentation and a main function of its own, so its program exists only where
// scripts/proofs/fuzz asks for it.
if Context.environment["TOKENCACHED_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "Fuzz",
      dependencies: [
        "AccessControl", "Bytes", "Commands", "Configuration", "Keyspace", "Persistence", "RESP",
        "SeededRandom",
      ],
      path: "Tests/Fuzz", exclude: ["Corpus"], swiftSettings: settings))
}
