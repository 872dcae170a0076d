public import Imaging
import Sessions

/// The card on which a part of a photo is marked, whose style an object takes, or which is pasted: all
/// of the photo, or a box between two corners.
public struct PhotoBoxCard: Equatable, Sendable {
  /// Name of the photo in the session.
  public var name: String
  /// Its size.
  public var size: PixelSize
  /// What the part is for.
  public var use = PhotoCard.Use.objectBox
  /// Which pixels of a piece are pasted.
  public internal(set) var outline = PieceOutline.oval
  /// Side of the map that a piece fills, in percent.
  public internal(set) var share = 40
  /// Where the next corner would be, in pixels of the photo.
  public internal(set) var cursor: PixelPoint
  /// The first corner, while the second one follows the cursor.
  public internal(set) var corner: PixelPoint?
  /// The box that was marked last; `nil` takes all of the photo.
  private var marked: PixelRect?
  /// Equal arrows in a row, which go faster.
  var run = KeyRun()

  /// A card for a photo of at least one pixel; all of it is taken until a box is marked.
  public init(name: String, size: PixelSize) {
    self.name = name
    self.size = size
    cursor = PixelPoint(x: size.width / 2, y: size.height / 2)
  }

  /// The box as it is now; `nil` for all of the photo.
  public var box: PixelRect? {
    guard let corner else { return marked }
    return PixelRect(
      x: min(corner.x, cursor.x), y: min(corner.y, cursor.y), width: abs(corner.x - cursor.x) + 1,
      height: abs(corner.y - cursor.y) + 1)
  }

  /// The part of the photo that is taken.
  public var part: PixelRect {
    box ?? PixelRect(x: 0, y: 0, width: size.width, height: size.height)
  }

  /// Size of the piece on a map: its longer part fills `share` percent of the map's side there.
  public func pieceSize(on map: PixelSize) -> PixelSize {
    let part = part
    let factor =
      min(
        Double(map.width) / Double(max(1, part.width)),
        Double(map.height) / Double(max(1, part.height))) * Double(share) / 100
    func side(_ length: Int) -> Int { max(2, Int((Double(length) * factor).rounded())) }
    return PixelSize(width: side(part.width), height: side(part.height))
  }

  /// Moves the cursor, not beyond the photo.
  mutating func move(to point: PixelPoint) {
    cursor = PixelPoint(
      x: min(max(0, point.x), size.width - 1), y: min(max(0, point.y), size.height - 1))
  }

  /// Sets a corner at the cursor: the first of a new box, or the second of the one in work.
  mutating func setCorner() {
    if corner == nil {
      corner = cursor
    } else {
      marked = box
      corner = nil
    }
  }

  /// Takes away what was marked: all of the photo again.
  mutating func clear() {
    corner = nil
    marked = nil
  }
}
