import Configuration
import Glibc
import Server

/// The daemon's program: reads what it is asked for and hands over.
///
/// The settings are free-form `--NAME VALUE` flags out of one table, so the argument list is read
/// by ``Invocation``; a general argument parser would add nothing but three megabytes of memory.
@main
enum Tokencached {
  static func main() {
    switch Invocation(ProcessArguments.all) {
    case .help: print(HelpText.render(Setting.all))
    case .version: print("tokencached \(ServerIdentity.version)")
    case .serve(let file, let flags): serve(file: file, flags: flags)
    case .check(let file, let flags): check(file: file, flags: flags)
    }
  }

  private static func serve(file: String?, flags: [String]) {
    do throws(ConfigurationError) {
      let configuration = try Configuration.load(
        file: file, flags: flags, check: Server.check)
      Daemon(configuration: configuration, file: file, flags: flags).run()
    } catch {
      // `systemctl status` shows it below the line that says how the service ended.
      ServiceNotifier.fromEnvironment().send("STATUS=not started: \(error)")
      refuse(error)
    }
  }

  /// Reads everything as a start does, and starts nothing.
  private static func check(file: String?, flags: [String]) {
    do throws(ConfigurationError) {
      _ = try Configuration.load(file: file, flags: flags, check: Server.check)
      let idle = try Configuration.directivesWithoutEffect(file: file, flags: flags)
      if !idle.isEmpty { print("without effect here: \(idle.joined(separator: " "))") }
      print("\(file ?? "configuration"): no mistakes")
    } catch {
      refuse(error)
    }
  }

  private static func refuse(_ error: ConfigurationError) -> Never {
    complain(error.description)
    // systemd does not restart a service on EX_CONFIG (RestartPreventExitStatus in the unit).
    exit(EX_CONFIG)
  }

  /// Says on standard error why the daemon does not start.
  static func complain(_ reason: String) {
    LineWriter.standardError.write(LogLine.safe("tokencached: \(reason)"))
    LineWriter.standardError.flush()
  }
}
