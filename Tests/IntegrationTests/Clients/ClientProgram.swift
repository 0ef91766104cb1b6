/// A program that keeps tokens in the daemon through one real client, and checks what it gets.
///
/// Each lives in `Programs`, in its client's own language, and takes host and port. It walks through
/// a token's life: saved with an expiry and without, read, saved again, changed in a transaction,
/// locked where the client has locks, deleted. It ends with `ok N checks`, or says what it expected
/// and what it saw.
struct ClientProgram: Sendable {
  let name: String
  private let interpreter: [String]
  private let file: String
  private let arguments: [String]

  private init(_ name: String, _ interpreter: [String], _ file: String, _ arguments: [String] = [])
  {
    self.name = name
    self.interpreter = interpreter
    self.file = file
    self.arguments = arguments
  }

  /// One from PyPI, in the environment that `scripts/test` makes.
  private static func python(_ name: String, _ file: String, _ arguments: String...) -> Self {
    // Without -B it would leave compiled files among the sources.
    ClientProgram(name, [Tree.root + "/.build/clients/bin/python", "-B"], file, arguments)
  }

  /// Runs it to its end.
  ///
  /// - Returns: What it printed.
  /// - Throws: When it found something else than it expected, with what it said.
  func run(port: Int, _ more: String...) throws -> String {
    let program = Tree.root + "/Tests/IntegrationTests/Clients/Programs/\(file)"
    return try Tool(name: interpreter[0]).run(
      interpreter.dropFirst() + [program, "127.0.0.1", "\(port)"] + arguments + more,
      limitMs: 90_000)
  }
}

extension ClientProgram {
  static let all: [ClientProgram] = [
    python("redis-py, RESP2", "redis_py.py", "2"),
    python("redis-py, RESP3", "redis_py.py", "3"),
    python("redis-py asyncio, RESP2", "redis_py_asyncio.py", "2"),
    python("redis-py asyncio, RESP3", "redis_py_asyncio.py", "3"),
    python("valkey-py", "valkey_py.py"),
    python("valkey-glide", "valkey_glide.py"),
    python("coredis", "coredis_client.py"),
    python("aiocache", "aiocache_cache.py"),
    python("Django and django-redis", "django_cache.py"),
    python("cachelib", "cachelib_cache.py"),
    python("py-key-value", "py_key_value.py"),
    // Debian's modules, also for a Node.js that is not Debian's.
    ClientProgram("node-redis", ["env", "NODE_PATH=/usr/share/nodejs", "node"], "node_redis.js"),
    ClientProgram("php-redis", ["php"], "phpredis.php"),
    ClientProgram("PHP sessions", ["php"], "php_sessions.php"),
    ClientProgram("Predis", ["php"], "predis_client.php"),
    ClientProgram("redis-rb", ["ruby"], "redis_rb.rb"),
    perl,
    ClientProgram("lua-redis", ["lua5.1"], "lua_redis.lua"),
  ]

  static let perl = ClientProgram("Perl Redis", ["perl"], "redis_perl.pl")
  static let fastMCP = python("FastMCP's OAuth proxy", "fastmcp_oauth_proxy.py")
  static let behindTwemproxy = python("redis-py behind twemproxy", "twemproxy.py")
}
