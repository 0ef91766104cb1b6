import Bytes
import Testing

@Suite struct ASCIITests {
  @Test func onlyTheTwentySixLettersFold() {
    for byte in UInt8.min ... .max {
      let isUpper = (0x41...0x5A).contains(byte)
      let isLower = (0x61...0x7A).contains(byte)
      #expect(ASCII.lowercased(byte) == (isUpper ? byte + 0x20 : byte))
      #expect(ASCII.uppercased(byte) == (isLower ? byte - 0x20 : byte))
    }
  }

  @Test func keywordsCompareWithoutCase() {
    Array("KeepTtl".utf8).withUnsafeBytes { bytes in
      #expect(bytes.equalsIgnoringCase("KEEPTTL"))
      #expect(!bytes.equalsIgnoringCase("KEEPTT"))
      #expect(!bytes.equalsIgnoringCase("KEEPTTX"))
      #expect(bytes.equals("KeepTtl"))
      #expect(!bytes.equals("KEEPTTL"))
    }
    let nothing = UnsafeRawBufferPointer(start: nil, count: 0)
    #expect(nothing.equals(""))
    #expect(nothing.equalsIgnoringCase(""))
  }

  @Test func hexadecimalDigits() {
    for byte in UInt8.min ... .max {
      let expected = Character(Unicode.Scalar(byte)).hexDigitValue.map { UInt8($0) }
      #expect(ASCII.hexValue(byte) == expected)
    }
  }
}
