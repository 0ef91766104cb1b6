import Histogram

extension Report {
  /// The report for a program, one object on one line.
  var json: String {
    var members: [(String, JSON)] = [
      ("workload", .text(workload)), ("endpoint", .text(endpoint)),
      ("clients", .whole(UInt64(clients))), ("pipeline", .whole(UInt64(pipeline))),
      ("operations", .whole(outcome.operations)), ("seconds", .decimal(outcome.seconds)),
      ("operations_per_second", .decimal(operationsPerSecond)),
      ("unstarted", .whole(outcome.unstarted)),
      ("latency_us", .object(latencies)), ("latency_curve_us", .object(curves)),
      ("hits", .whole(outcome.hits)), ("misses", .whole(outcome.misses)),
      ("verified", .whole(verified)), ("missing", .whole(missing)), ("wrong", .whole(mismatched)),
      ("errors", .object(errors.map { ($0.text, .whole($0.count)) })),
    ]
    if let server, let cpu = serverCpuUsPerOperation {
      members.append(("server", .object(Self.members(of: server, cpuUsPerOperation: cpu))))
    }
    return JSON.object(members).rendered
  }

  private var latencies: [(String, JSON)] {
    recordedVerbs.map { verb in
      let histogram = outcome.latencies[verb.rawValue]
      let columns = Self.latencyColumns(histogram).map { ($0.name, JSON.decimal($0.valueUs)) }
      return (verb.name, .object([("count", .whole(histogram.totalCount))] + columns))
    }
  }

  /// For each verb pairs of N and microseconds: one operation in N took longer.
  private var curves: [(String, JSON)] {
    recordedVerbs.map { verb in
      let curve = LatencyCurve(outcome.latencies[verb.rawValue])
      let points = curve.points.map { JSON.list([.decimal($0.oneIn), .decimal($0.valueUs)]) }
      return (verb.name, .list(points))
    }
  }

  private static func members(
    of server: (before: ServerSample, after: ServerSample), cpuUsPerOperation: Double
  ) -> [(String, JSON)] {
    [
      ("cpu_us_per_operation", .decimal(cpuUsPerOperation)),
      ("resident_bytes", .whole(server.after.residentBytes)),
      ("peak_resident_bytes", .whole(server.after.peakResidentBytes)),
      ("written_bytes", .whole(server.after.writtenBytes - server.before.writtenBytes)),
    ]
  }
}
