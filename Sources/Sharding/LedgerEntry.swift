/// One line of a ledger: what became of one picture.
public struct LedgerEntry: Codable, Hashable, Sendable {
  /// What it was made from, relative to the folder of the inputs; of a model without maps its name.
  public var item: String
  /// The picture, relative to the folder of the outputs.
  public var output: String
  /// What it depends on.
  public var fingerprint: String?
  /// Size of the file.
  public var bytes: Int?
  /// CRC-32 of the file.
  public var crc32: UInt32?
  /// Seconds in the network; absent for a picture that was there.
  public var seconds: Double?
  /// Why there is none.
  public var error: String?
  /// The machine.
  public var host: String
  /// Its processor: pictures are equal to the last byte on equal ones only.
  public var processor: String
  /// When, in seconds since 1970.
  public var time: Double

  /// Creates an entry.
  public init(
    item: String, output: String, fingerprint: String? = nil, bytes: Int? = nil,
    crc32: UInt32? = nil, seconds: Double? = nil, error: String? = nil, host: String,
    processor: String, time: Double
  ) {
    self.item = item
    self.output = output
    self.fingerprint = fingerprint
    self.bytes = bytes
    self.crc32 = crc32
    self.seconds = seconds
    self.error = error
    self.host = host
    self.processor = processor
    self.time = time
  }
}
