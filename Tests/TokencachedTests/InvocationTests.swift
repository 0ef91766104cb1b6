import Configuration
import Testing

@testable import tokencached

struct InvocationTests {
  @Test(arguments: [
    ([], Invocation.serve(file: nil, flags: [])),
    (["--help"], .help), (["-h"], .help), (["--version"], .version), (["-v"], .version),
    (["a.conf"], .serve(file: "a.conf", flags: [])),
    (["a.conf", "--port", "1"], .serve(file: "a.conf", flags: ["--port", "1"])),
    (["--port", "1"], .serve(file: nil, flags: ["--port", "1"])),
    (["-x"], .serve(file: nil, flags: ["-x"])),
    (["--check-config"], .check(file: nil, flags: [])),
    (["--check-config", "a.conf", "--port", "1"], .check(file: "a.conf", flags: ["--port", "1"])),
    (["a.conf", "--port", "1", "--check-config"], .check(file: "a.conf", flags: ["--port", "1"])),
  ])
  func readsTheCommandLine(arguments: [String], invocation: Invocation) {
    #expect(Invocation(arguments) == invocation)
  }

  @Test func helpNamesEverySetting() {
    let help = HelpText.render(Setting.all)
    for setting in Setting.all {
      #expect(help.contains("  --\(setting.name) \(setting.syntax)"))
    }
  }
}
