/// A short text that stands for a lot of data: FNV-1a, 64 bit. Not for secrets.
public struct Fingerprint: Hashable, Sendable {
  private var state: UInt64 = 0xcbf2_9ce4_8422_2325

  /// The fingerprint of nothing.
  public init() {}

  /// Sixteen hexadecimal digits.
  public var text: String {
    let digits = String(state, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }

  /// Mixes in bytes, and their number, so that parts cannot run together.
  public mutating func add(_ bytes: some Sequence<UInt8>) {
    var count: UInt64 = 0
    for byte in bytes {
      mix(byte)
      count += 1
    }
    withUnsafeBytes(of: count.littleEndian) { for byte in $0 { mix(byte) } }
  }

  /// Mixes in a text.
  public mutating func add(_ text: String) { add(text.utf8) }

  /// Mixes in the memory of numbers, for instance of a raster.
  public mutating func add<Number: BitwiseCopyable>(numbers: [Number]) {
    numbers.withUnsafeBytes { add($0) }
  }

  private mutating func mix(_ byte: UInt8) { state = (state ^ UInt64(byte)) &* 0x100_0000_01b3 }
}
