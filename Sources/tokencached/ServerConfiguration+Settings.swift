import Configuration
import Server

extension ServerConfiguration {
  init(_ configuration: Configuration) {
    self.init()
  }
}
