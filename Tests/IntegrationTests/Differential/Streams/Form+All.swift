/// What is sent, and how often.
extension Form {
  static let all = strings + lifetimes + keys + questions + transactions + connection + scripts

  private static let strings = [
    Form(30, "get KEY"),
    Form(30, "set KEY VALUE"),
    Form(
      30, "set KEY VALUE",
      options: ["nx", "xx", "get", "keepttl", "ex SEC", "px MS", "exat AT", "pxat ATMS"]),
    Form(3, "set KEY VALUE ex FARSEC"), Form(2, "set KEY VALUE pxat FARATMS"),
    Form(5, "setnx KEY VALUE"), Form(5, "setex KEY SEC VALUE"), Form(5, "psetex KEY MS VALUE"),
    Form(5, "getset KEY VALUE"), Form(5, "getdel KEY"), Form(5, "getex KEY"),
    Form(
      12, "getex KEY", options: ["persist", "ex SEC", "px MS", "exat AT", "pxat ATMS", "pxat PAST"]),
    Form(8, "mget KEY+"), Form(4, "mset KEY VALUE KEY VALUE"), Form(3, "mset KEY VALUE"),
    Form(4, "msetnx KEY VALUE KEY VALUE"), Form(2, "msetnx KEY VALUE"),
    Form(5, "strlen KEY"), Form(6, "append KEY VALUE"),
    Form(6, "getrange KEY PLACE PLACE"), Form(2, "substr KEY PLACE PLACE"),
    Form(6, "setrange KEY OFFSET VALUE", .exact),
    Form(5, "incr KEY"), Form(5, "decr KEY"), Form(6, "incrby KEY INT"), Form(6, "decrby KEY INT"),
    Form(8, "incrbyfloat KEY FLOAT"),
    Form(4, "lcs KEY KEY", options: ["len", "idx", "minmatchlen INT", "withmatchlen"]),
  ]

  private static let lifetimes = [
    Form(12, "ttl KEY"), Form(6, "pttl KEY"), Form(5, "expiretime KEY"), Form(5, "pexpiretime KEY"),
    Form(8, "persist KEY"), Form(6, "expire KEY SEC"),
    Form(6, "expire KEY OWNSEC", options: ["nx", "xx", "gt", "lt"]),
    Form(5, "pexpire KEY OWNMS", options: ["nx", "xx", "gt", "lt"]),
    Form(3, "expire KEY BROKEN", options: ["nx", "xx", "gt", "lt"]),
    Form(3, "pexpire KEY BROKEN", options: ["nx", "xx", "gt", "lt"]),
    Form(5, "expireat KEY AT", options: ["nx", "xx", "gt", "lt"]),
    Form(5, "pexpireat KEY ATMS", options: ["nx", "xx", "gt", "lt"]),
    Form(2, "expireat KEY PAST", options: ["nx", "xx", "gt", "lt"]),
    Form(2, "pexpireat KEY PAST", options: ["nx", "xx", "gt", "lt"]),
    Form(1, "expire KEY FARSEC"), Form(1, "pexpire KEY FARMS"), Form(1, "expireat KEY FARAT"),
    Form(1, "pexpireat KEY FARATMS"),
  ]

  private static let keys = [
    Form(8, "del KEY+"), Form(4, "unlink KEY+"), Form(8, "exists KEY+"), Form(4, "touch KEY+"),
    Form(6, "type KEY"), Form(6, "rename KEY KEY"), Form(5, "renamenx KEY KEY"),
    Form(6, "copy KEY KEY"), Form(6, "copy KEY KEY", options: ["replace", "db DB"]),
    Form(5, "move KEY DB"), Form(3, "dbsize"), Form(1, "flushdb"),
    Form(1, "flushall", options: ["async", "sync"]),
    Form(2, "randomkey"), Form(3, "keys GLOB"), Form(4, "swapdb DB DB"),
    Form(3, "scan CURSOR", options: ["match GLOB", "count COUNT", "type string", "type list"]),
    Form(3, "scan 0 count 1000", options: ["match GLOB", "type string"]),
  ]

  private static let questions = [
    Form(4, "object encoding KEY"), Form(2, "object refcount KEY"), Form(2, "object idletime KEY"),
    Form(1, "object freq KEY"), Form(1, "object JUNK KEY"), Form(1, "object"),
    Form(2, "memory usage KEY", options: ["samples COUNT"]), Form(1, "memory JUNK"),
    Form(1, "command getkeys set KEY VALUE"), Form(1, "command getkeys mset KEY VALUE KEY VALUE"),
    Form(1, "command getkeys eval VALUE 2 KEY KEY"), Form(1, "command getkeys JUNK"),
    Form(1, "command count"), Form(1, "command JUNK"), Form(1, "command info JUNK"),
    Form(1, "config JUNK", .exact), Form(1, "config get nosuchsetting", .exact),
    Form(1, "config get", .exact),
    Form(1, "config set nosuchsetting 1", .exact), Form(1, "time"), Form(1, "wait 0 0", .exact),
    Form(2, "publish CHANNEL VALUE"), Form(1, "spublish CHANNEL VALUE"),
    Form(1, "pubsub channels", options: ["GLOB"]), Form(1, "pubsub numsub CHANNEL+"),
    Form(1, "pubsub numpat"), Form(1, "pubsub shardchannels"), Form(1, "pubsub JUNK"),
    Form(1, "slaveof no", .exact), Form(1, "nosuchcommand VALUE+"), Form(1, "JUNK VALUE"),
    Form(1, "llen ABSENT", .outsideMulti), Form(1, "hget ABSENT VALUE", .outsideMulti),
    Form(1, "smembers ABSENT", .outsideMulti), Form(1, "zscore ABSENT VALUE", .outsideMulti),
    Form(1, "xlen ABSENT", .outsideMulti), Form(1, "getbit ABSENT 1", .outsideMulti),
    Form(1, "delifeq ABSENT VALUE", .outsideMulti),
    Form(1, "client setinfo lib-name NAME", .outsideMulti),
  ]

  private static let transactions = [
    Form(10, "multi"), Form(14, "exec"), Form(2, "discard"), Form(8, "watch KEY+"),
    Form(2, "unwatch"),
  ]

  private static let connection = [
    Form(3, "ping"), Form(2, "ping VALUE"), Form(3, "echo VALUE"), Form(8, "select DB"),
    Form(5, "select 0"), Form(1, "reset"), Form(2, "hello VERSION"), Form(1, "hello"),
    Form(1, "hello VERSION setname NAME", .exact), Form(1, "hello VERSION JUNK", .exact),
    Form(1, "hello VERSION auth default VALUE", .exact),
    Form(2, "client setname NAME"), Form(2, "client getname"), Form(1, "client id"),
    Form(1, "client no-evict JUNK"), Form(1, "client no-evict on"), Form(1, "client JUNK"),
    Form(1, "client kill JUNK", .exact), Form(1, "client kill id JUNK", .exact),
    Form(1, "client kill type JUNK", .exact), Form(1, "client kill skipme JUNK", .exact),
    Form(1, "client unblock 999999999"), Form(1, "client unblock JUNK"), Form(1, "client getredir"),
    Form(1, "client trackinginfo"), Form(1, "client tracking JUNK", .exact),
    Form(1, "client reply JUNK", .exact), Form(1, "client list JUNK", .exact),
    Form(1, "client list type JUNK", .exact), Form(1, "client list id JUNK", .exact),
    Form(1, "client caching JUNK", .exact), Form(1, "client pause JUNK", .exact),
    Form(1, "auth VALUE"), Form(1, "auth default VALUE"), Form(1, "auth nobody VALUE"),
  ]
}
