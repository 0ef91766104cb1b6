extension Scenario {
  static let all =
    transactions + swapping + watching + lifetimes + channels + tracking + connection + surface

  private static let transactions = [
    Scenario(
      "an error while queueing discards", "a: multi", "a: set k v", "a: nosuch", "a: get k",
      "a: exec", "a: get k"),
    Scenario(
      "wrong numbers of arguments while queueing", "a: multi", "a: get", "a: exec", "a: multi",
      "a: exec x", "a: exec", "a: multi", "a: discard x", "a: set k v", "a: discard"),
    Scenario(
      "an error while executing does not discard", "a: set k v", "a: multi", "a: incr k",
      "a: set k 2", "a: incr k", "a: exec"),
    Scenario(
      "nesting and watching inside", "a: multi", "a: multi", "a: watch k", "a: unwatch", "a: exec",
      "a: exec", "a: discard"),
    Scenario(
      "select inside moves the client", "a: multi", "a: select 1", "a: set k one", "a: exec",
      "a: get k", "a: select 0", "a: get k"),
    Scenario(
      "hello, reset and ping inside", "a: multi", "a: hello 3", "a: ping", "a: exec", "a: get none",
      "a: hello 2", "a: multi", "a: set k v", "a: reset", "a: exec", "a: get k"),
    Scenario("empty transaction", "a: multi", "a: exec", "A: multi", "A: exec"),
    Scenario(
      "null replies inside", "a: multi", "a: get none", "a: mget none k", "a: set k v get",
      "a: exec", "A: multi", "A: get none", "A: mget none k", "A: set k w get", "A: exec"),
    Scenario(
      "subscribe inside", "a: multi", "a: subscribe one two", "a: ping", "2a: exec"),
    Scenario("quit inside", "a: multi", "a: set k v", "a: quit", "b: get k"),
    Scenario("client reply off inside", "a: multi", "a: client reply on", "a: exec"),
  ]

  private static let swapping = [
    Scenario(
      "databases change places", "a: set k zero", "a: select 1", "a: set k one", "b: swapdb 0 1",
      "a: get k", "b: get k", "b: dbsize", "b: move k 2", "b: swapdb 2 0", "b: get k",
      "b: swapdb 0 0", "b: swapdb x 1", "b: swapdb 0 x", "b: swapdb 16 x", "b: swapdb 0 16",
      "b: swapdb -1 0", "b: swapdb 01 0", "b: swapdb 99999999999 0", "b: swapdb 0", "b: swapdb"),
    Scenario(
      "swapped while watched", "a: set k v", "a: watch k", "b: swapdb 0 1", "a: multi", "a: exec",
      "a: watch k", "b: swapdb 1 0", "a: multi", "a: exec", "a: watch none", "b: swapdb 0 1",
      "a: multi", "a: exec", "a: watch k", "b: swapdb 2 1", "a: multi", "a: exec",
      "a: watch k", "b: swapdb 3 4", "a: multi", "a: exec"),
    Scenario(
      "swapped inside", "a: set k v", "a: multi", "a: swapdb 0 1", "a: get k", "a: set k w",
      "a: select 1", "a: get k", "a: swapdb 1 x", "a: exec", "b: get k"),
    Scenario(
      "notifications of swapped databases", "b: config set notify-keyspace-events KEA",
      "a: psubscribe __key*__:*", "b: swapdb 0 1", "b: set k v", "b: select 1", "b: set l v",
      "b: swapdb 0 1", "b: config set notify-keyspace-events \"\""),
    Scenario(
      "walks inside", "a: set k v", "a: multi", "a: keys *", "a: scan 0", "a: randomkey",
      "a: dbsize", "a: flushdb", "a: keys *", "a: set l v", "a: scan 0 count 100", "a: flushall",
      "a: randomkey", "a: dbsize", "a: exec", "a: multi", "a: scan x", "a: flushdb x", "a: exec"),
  ]

  private static let watching = [
    Scenario(
      "another client's change", "a: watch k", "b: set k v", "a: multi", "a: get k", "a: exec",
      "A: watch k", "b: set k w", "A: multi", "A: get k", "A: exec"),
    Scenario(
      "the same value again is a change", "a: set k v", "a: watch k", "b: set k v", "a: multi",
      "a: exec"),
    Scenario(
      "no change by reading", "a: set k v", "a: watch k", "b: get k", "b: touch k", "b: ttl k",
      "a: multi", "a: get k", "a: exec"),
    Scenario(
      "failed changes", "a: set k v", "a: watch k none", "b: setnx k w", "b: incr k",
      "b: set none x xx", "b: del none", "b: persist k", "b: expire none 100", "b: append k \"\"",
      "a: multi", "a: get k", "a: exec"),
    Scenario(
      "expire and persist are changes", "a: set k v", "a: watch k", "b: expire k 100", "a: multi",
      "a: exec", "a: watch k", "b: persist k", "a: multi", "a: exec"),
    Scenario(
      "getex with an expiry is a change", "a: set k v", "a: watch k", "b: getex k ex 100",
      "a: multi", "a: exec"),
    Scenario(
      "a key that appears and goes again", "a: watch k", "b: set k v", "b: del k", "a: multi",
      "a: exec"),
    Scenario(
      "other databases", "a: watch k", "b: select 1", "b: set k v", "a: multi", "a: exec",
      "a: select 1", "a: watch k", "a: select 0", "b: set k w", "a: multi", "a: exec"),
    Scenario(
      "flushing", "a: set k v", "a: watch k", "b: flushall", "a: multi", "a: exec", "a: watch k",
      "b: flushall", "a: multi", "a: exec", "a: set k v", "a: watch k", "b: flushdb", "a: multi",
      "a: exec"),
    Scenario(
      "own change", "a: watch k", "a: set k v", "a: multi", "a: exec", "a: multi", "a: exec"),
    Scenario(
      "unwatch and discard", "a: watch k", "b: set k v", "a: unwatch", "a: multi", "a: exec",
      "a: watch k", "b: set k w", "a: multi", "a: discard", "a: multi", "a: exec"),
    Scenario(
      "expiry while watched", "a: set k v px 500", "a: watch k", "sleep 700", "a: multi", "a: exec",
      "a: get k"),
    Scenario(
      "expired before being watched", "a: set k v px 20", "sleep 60", "a: watch k", "a: multi",
      "a: exec"),
    Scenario(
      "rename, copy and move of watched keys", "a: set s v", "a: watch d", "b: copy s d",
      "a: multi", "a: exec", "a: watch s", "b: rename s d", "a: multi", "a: exec", "a: watch d",
      "b: move d 1", "a: multi", "a: exec"),
  ]

  private static let lifetimes = [
    Scenario(
      "keepttl and overwriting", "a: set k v ex 100", "a: set k w keepttl", "a: ttl k",
      "a: set k x",
      "a: ttl k", "a: set k v ex 100", "a: getset k y", "a: ttl k"),
    Scenario(
      "in-place changes keep the deadline", "a: set k 1 ex 100", "a: incr k", "a: append k 0",
      "a: setrange k 0 9", "a: incrbyfloat k 0.5", "a: ttl k", "a: getex k persist", "a: ttl k"),
    Scenario(
      "deadlines go along", "a: set k v ex 100", "a: rename k l", "a: ttl l", "a: copy l m",
      "a: ttl m", "a: move m 1", "a: select 1", "a: ttl m"),
    Scenario(
      "times that have passed", "a: set k v", "a: expire k 0", "a: exists k", "a: set k v",
      "a: pexpireat k 1", "a: exists k", "a: set k v exat 1", "a: exists k", "a: set k v",
      "a: getex k exat 1", "a: exists k", "a: setex k -1 v", "a: setex k 0 v"),
    Scenario(
      "times beyond every bound", "a: set k v ex 34560010", "a: ttl k", "a: pexpiretime k",
      "a: expire k 9223372036", "a: pttl k", "a: expire k 9223372036854775807",
      "a: pexpire k 9223372036854775807", "a: expireat k 9223372036854775807"),
    Scenario(
      "conditions without a deadline", "a: set k v", "a: expire k 100 xx", "a: expire k 100 gt",
      "a: expire k 100 nx", "a: expire k 50 nx", "a: expire k 50 gt", "a: expire k 200 gt",
      "a: expire k 300 lt", "a: expire k 100 lt", "a: persist k", "a: expire k 100 lt"),
    Scenario(
      "a lock that is extended", "a: set lock me px 100000 nx", "a: set lock you px 100000 nx",
      "a: getex lock px 200000", "a: pttl lock"),
  ]

  private static let channels = [
    Scenario(
      "messages of RESP2", "2a: subscribe x y", "2a: psubscribe x* z*", "b: publish x 1",
      "b: publish y 2", "b: publish z 3", "b: publish w 4", "b: pubsub numsub x y w",
      "b: pubsub numpat", "a: unsubscribe x", "b: publish x 5", "2a: punsubscribe x* z*",
      "a: unsubscribe y", "a: get k"),
    Scenario(
      "messages of RESP3", "2A: subscribe x y", "A: psubscribe x*", "b: publish x 1", "A: get k",
      "A: ping", "A: ping hello", "2A: unsubscribe x y", "A: punsubscribe", "A: unsubscribe"),
    Scenario(
      "what a listener may send", "a: subscribe x", "a: get k", "a: ping", "a: ping m", "a: multi",
      "a: nosuch", "a: get", "a: reset", "a: get k", "a: ssubscribe s", "a: set k v",
      "a: sunsubscribe", "a: set k v"),
    Scenario(
      "unsubscribing from nothing", "a: unsubscribe", "a: punsubscribe", "a: sunsubscribe",
      "2a: unsubscribe x y", "A: unsubscribe", "A: punsubscribe p"),
    Scenario(
      "shard channels are apart", "a: ssubscribe x", "b: publish x 1", "b: spublish x 2",
      "b: pubsub channels", "b: pubsub shardchannels", "b: pubsub shardnumsub x y",
      "b: pubsub numsub x"),
    Scenario(
      "twice the same", "2a: subscribe x x", "b: publish x 1", "2a: unsubscribe x x",
      "b: publish x 2"),
    Scenario(
      "listening ends with the connection", "a: subscribe x", "b: pubsub numsub x", "a: quit",
      "sleep 30", "b: pubsub numsub x", "b: publish x 1"),
  ]

  private static let tracking = [
    Scenario(
      "a changed key", "A: client tracking on", "A: get k", "b: set k v", "b: set k w", "A: get k",
      "b: del k", "A: client trackinginfo", "A: client getredir"),
    Scenario(
      "broadcast", "A: client tracking on bcast prefix k prefix l", "b: set k1 v", "b: set l1 v",
      "b: set m1 v", "A: client trackinginfo"),
    Scenario(
      "opting in and out", "A: client tracking on optin", "A: get k", "b: set k v",
      "A: client caching yes", "A: get k", "b: set k w", "A: client tracking on optout",
      "A: client tracking off", "A: client tracking on optout", "A: client caching no", "A: get k",
      "b: set k x", "A: client trackinginfo"),
    Scenario(
      "not one's own", "A: client tracking on noloop", "A: get k", "A: set k v", "A: get k",
      "b: set k w"),
    Scenario(
      "options that do not go together", "a: client tracking on bcast optin",
      "a: client tracking on optin optout", "a: client tracking on prefix k",
      "a: client tracking on redirect 999999", "a: client tracking on redirect x",
      "a: client tracking on bcast prefix k prefix k1", "a: client tracking maybe",
      "a: client tracking on nosuch", "a: client caching yes", "a: client tracking on",
      "a: client caching yes", "a: client tracking on bcast", "a: client caching maybe",
      "A: client tracking on optin", "A: client caching no", "A: client caching yes"),
    Scenario(
      "everything flushed", "A: client tracking on", "A: get k", "b: flushall", "b: set k v"),
    Scenario(
      "expiry of a tracked key", "A: client tracking on", "a: set k v px 500", "A: get k",
      "sleep 700"),
  ]

  private static let connection = [
    Scenario("select", "a: select 15", "a: select 16", "a: select -1", "a: select x", "a: select"),
    Scenario(
      "hello", "a: hello 2", "a: hello 3", "a: hello 4", "a: hello x", "a: hello 3 auth default",
      "a: hello 3 auth nobody x", "a: hello 3 setname", "a: hello 3 nosuch", "a: hello",
      "a: hello 3 setname one auth default x", "a: client getname"),
    Scenario(
      "auth", "a: auth", "a: auth x", "a: auth default x", "a: auth nobody x", "a: auth a b c"),
    Scenario(
      "names", "a: client setname one", "a: client getname", "a: client setname \"\"",
      "a: client getname", "a: client setname", "a: client setname one two"),
    Scenario(
      "kill that meets nobody", "a: client kill 1.2.3.4:5", "a: client kill id 0",
      "a: client kill id -1", "a: client kill id x", "a: client kill id 999999",
      "a: client kill addr 1.2.3.4:5", "a: client kill type nosuch", "a: client kill user nobody",
      "a: client kill skipme maybe", "a: client kill nosuch x", "a: client kill id",
      "a: client kill", "a: client kill type master", "a: client kill laddr 1.2.3.4:5"),
    Scenario(
      "list, unblock, pause, no-evict, reply", "a: client list nosuch", "a: client list type",
      "a: client list type nosuch", "a: client list id", "a: client list id x",
      "a: client list id 999999", "a: client unblock x", "a: client unblock 999999",
      "a: client unblock 999999 nosuch", "a: client unblock 999999 error", "a: client pause x",
      "a: client pause -1", "a: client pause 0 nosuch", "a: client pause 1 write",
      "a: client pause 1", "a: client unpause", "a: client no-evict maybe", "a: client reply maybe",
      "a: client", "a: client nosuch", "a: client getname x"),
    Scenario("ping and echo", "a: ping", "a: ping x", "a: ping x y", "a: echo", "a: echo x"),
    Scenario("quit", "a: set k v", "a: quit"),
    Scenario(
      "reset", "A: select 3", "A: client setname n", "A: reset", "A: get none",
      "A: client getname", "A: client tracking on bcast"),
  ]

  private static let surface = [
    Scenario(
      "errors of containers", "a: object", "a: object nosuch k", "a: object encoding",
      "a: object encoding k l", "a: object freq none", "a: memory nosuch", "a: memory usage",
      "a: config", "a: config nosuch", "a: config set", "a: config set a", "a: config set a b c",
      "a: config set nosuch 1", "a: config set maxmemory 1 maxmemory 2",
      "a: config set nosuch 1 maxmemory 2", "a: config resetstat x", "a: script nosuch",
      "a: script load", "a: script flush nosuch", "a: script exists", "a: pubsub",
      "a: pubsub nosuch",
      "a: pubsub channels a b", "a: pubsub numpat x", "a: command nosuch", "a: command count x",
      "a: command getkeys", "a: command getkeys nosuch a", "a: command getkeys get",
      "a: command getkeys ping", "a: command info nosuch", "a: command docs nosuch",
      "a: command list filterby", "a: command list filterby nosuch x",
      "a: cluster", "a: cluster info", "a: cluster nosuch"),
    Scenario(
      "replication", "a: role", "a: replicaof no one", "a: slaveof no one", "a: replicaof no",
      "a: wait 0 0", "a: wait x 0", "a: wait 0 x", "a: wait 0 -1", "a: readonly", "a: readwrite",
      "a: asking"),
    Scenario(
      "other types", "a: lpush", "a: llen none", "a: hget none f", "a: smembers none",
      "a: zscore none m", "a: xlen none", "a: getbit none 1", "a: geopos none m"),
    Scenario(
      "scripts", "a: eval", "a: eval x", "a: eval x y", "a: eval x -1", "a: eval x 1",
      "a: eval redis.nosuch() 0", "a: evalsha x 0", "a: evalsha x y",
      "a: evalsha e0e1f9fabfc9d4800c877a703b823ac0578ff8db 0", "a: eval_ro x -1",
      "a: script exists x e0e1f9fabfc9d4800c877a703b823ac0578ff8db"),
    Scenario(
      "empty keys and values", "a: set \"\" \"\"", "a: get \"\"", "a: append \"\" \"\"",
      "a: append new \"\"", "a: exists new", "a: setrange new2 0 \"\"", "a: exists new2",
      "a: setrange new2 5 \"\"", "a: strlen \"\"", "a: getrange \"\" 0 -1", "a: rename \"\" x",
      "a: incr \"\"", "a: mget \"\" x"),
    Scenario(
      "long names",
      "a: \(String(repeating: "n", count: 200)) \(String(repeating: "a", count: 200))",
      "a: client \(String(repeating: "s", count: 200))",
      "a: nosuch \(String(repeating: "a", count: 100)) \(String(repeating: "b", count: 100)) c"),
  ]
}
