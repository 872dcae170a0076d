public import Imaging
public import Synthesis

/// Nine pictures of one map from nine seeds; one of them is taken.
public struct ContactSheetCard: Equatable, Sendable {
  /// Pictures on a sheet.
  public static let count = 9
  /// Pictures in a row: two rows fill a wide window best, with the present picture as the tenth.
  public static let columns = 5
  /// Tickets of its requests begin here: those of other thumbnails are far below.
  static let firstTicket = 1_000_000_000

  /// The seeds, in the order of their digits.
  public internal(set) var seeds: [UInt32]
  /// The pictures that are there, by place on the sheet.
  public internal(set) var pictures: [Int: RGBImage] = [:]
  /// The chosen place.
  public internal(set) var selected = 0
  /// The place in work; `nil` when none is.
  public internal(set) var rendering: Int?
  /// Why there are no more pictures; `nil` when all is well.
  public internal(set) var failure: SynthesisError?
  /// Number of the latest request: answers to others are stale.
  var ticket: Int

  /// A sheet of seeds that are yet to be rendered; earlier tickets are stale.
  init(seeds: [UInt32], after ticket: Int = ContactSheetCard.firstTicket) {
    self.seeds = seeds
    self.ticket = ticket
  }
}
