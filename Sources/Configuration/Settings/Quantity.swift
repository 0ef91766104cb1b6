/// Decimal digits and the unit behind them: `256mb`, `24h`, `10`.
struct Quantity {
  let count: Int
  /// In lower case; empty for a bare number.
  let unit: String

  /// Nil unless the text begins with digits whose number fits.
  init?(_ text: String) {
    let digits = text.prefix { ("0"..."9").contains($0) }
    guard let count = Int(digits) else { return nil }
    self.count = count
    unit = text.dropFirst(digits.count).lowercased()
  }

  /// The count in units of one, or nil when the unit is not among `units` or the product overflows.
  func scaled(by units: [String: Int]) -> Int? {
    guard let factor = units[unit] else { return nil }
    let (product, overflow) = count.multipliedReportingOverflow(by: factor)
    return overflow ? nil : product
  }
}
