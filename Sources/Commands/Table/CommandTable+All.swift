extension CommandTable {
  /// Every command there is.
  public static let all: [Command] = strings + connection

  private static let strings = [GetCommand.page, SetCommand.page]
  private static let connection = [PingCommand.page]
}
