extension CommandTable {
  /// Every command there is.
  public static let all: [Command] =
    strings + expiration + keys + connection + users + messages + administration + transactions

  private static let strings =
    [
      GetCommand.page, SetCommand.page, GetExCommand.page, GetDelCommand.page, GetSetCommand.page,
      SetNxCommand.page, MGetCommand.page, StrLenCommand.page, AppendCommand.page,
      SetRangeCommand.page, IncrByFloatCommand.page, LcsCommand.page,
    ] + SetWithExpiryCommands.pages + MSetCommands.pages + GetRangeCommands.pages
    + IncrCommands.pages + DelIfCommands.pages

  private static let expiration =
    ExpireCommands.pages + TtlCommands.pages + [PersistCommand.page, PolicyCommand.page]

  private static let keys =
    [
      TypeCommand.page, DbSizeCommand.page, ScanCommand.page, KeysCommand.page,
      RandomKeyCommand.page, CopyCommand.page, MoveCommand.page, ObjectCommand.page,
      MemoryCommand.page, SwapDbCommand.page,
    ] + DelCommands.pages + ExistsCommands.pages + FlushCommands.pages + RenameCommands.pages

  private static let connection = [
    PingCommand.page, EchoCommand.page, QuitCommand.page, HelloCommand.page, AuthCommand.page,
    SelectCommand.page, ResetCommand.page, ClientCommand.page,
  ]

  private static let users = [AclCommand.page]

  private static let messages =
    SubscribeCommands.pages + PublishCommands.pages + [PubSubCommand.page, MonitorCommand.page]

  private static let administration =
    [
      InfoCommand.page, ConfigCommand.page, TimeCommand.page, CommandCommand.page,
      ClusterCommand.page, SlowLogCommand.page, LatencyCommand.page, ShutdownCommand.page,
    ] + ReplicationCommands.pages + SaveCommands.pages

  private static let transactions =
    MultiCommands.pages + WatchCommands.pages + [ExecCommand.page] + EvalCommands.pages
    + [ScriptCommand.page]
}
