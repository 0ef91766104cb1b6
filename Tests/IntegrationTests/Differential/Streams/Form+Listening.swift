/// What a client sends that listens to channels.
extension Form {
  static let listening = [
    Form(8, "subscribe CHANNEL+", .exact), Form(6, "psubscribe CHANNEL+", .exact),
    Form(3, "ssubscribe CHANNEL+", .exact), Form(5, "unsubscribe CHANNEL+", .exact),
    Form(4, "punsubscribe CHANNEL+", .exact), Form(2, "sunsubscribe CHANNEL+", .exact),
    Form(2, "unsubscribe", .exact), Form(2, "punsubscribe", .exact),
    Form(1, "sunsubscribe", .exact), Form(1, "subscribe", .exact), Form(3, "ping", .exact),
    Form(2, "ping VALUE"), Form(2, "ping VALUE VALUE", .exact), Form(4, "get KEY"),
    Form(2, "nosuchcommand VALUE"), Form(6, "publish CHANNEL VALUE"),
    Form(2, "spublish CHANNEL VALUE"), Form(2, "pubsub numsub CHANNEL+"), Form(2, "pubsub numpat"),
    Form(2, "pubsub channels"), Form(1, "pubsub channels GLOB"), Form(1, "pubsub shardchannels"),
    Form(1, "reset", .exact), Form(1, "hello 3", .exact), Form(1, "hello 2", .exact),
  ]
}
