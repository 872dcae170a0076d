import CChecksums
import Checksums
import Testing

/// The sums are those of the standard, with the processor's instructions and without.
@Suite("SHA-256", .serialized) struct SHA256Tests {
  private static let examples: [(bytes: [UInt8], sum: String)] = [
    ([], "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
    (Array("abc".utf8), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
    (
      Array("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq".utf8),
      "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
    ),
    (
      [UInt8](repeating: 0x61, count: 1_000_000),
      "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
    ),
  ]

  @Test("The examples of the standard", arguments: [false, true])
  func examples(usesInstructions: Bool) {
    cc_sha256_use_instructions(usesInstructions)
    defer { cc_sha256_use_instructions(true) }
    for example in Self.examples {
      var sum = SHA256()
      sum.add(example.bytes)
      #expect(sum.text == example.sum)
    }
  }

  @Test("Parts of any length add up to the whole, and a copy goes on by itself", arguments: 0..<130)
  func parts(length: Int) {
    let bytes = (0..<300).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ length) }
    var whole = SHA256()
    whole.add(bytes)
    var first = SHA256()
    first.add(bytes.prefix(length))
    let before = first.text
    var second = first
    second.add(bytes.dropFirst(length))
    #expect(second.text == whole.text)
    #expect(first.text == before)
  }
}
