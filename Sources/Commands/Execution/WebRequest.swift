import Bytes
import RESP

/// A web page can make a browser send requests to a port of the machine it runs on. Lines of HTTP
/// pass for inline requests, so what a page smuggles into one would be run; hence the connection is
/// closed as soon as a line shows what it is, and answers to the lines before are not sent.
enum WebRequest {
  /// Whether a request that names no command is a line of HTTP: `POST …` or `Host: …`.
  static func isOne(_ arguments: Arguments) -> Bool {
    arguments[0].equalsIgnoringCase("post") || arguments[0].equalsIgnoringCase("host:")
  }
}
