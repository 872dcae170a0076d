/// The photo card.
public struct PhotoCard: Equatable, Sendable {
  /// What the photo is for.
  public enum Use: String, Equatable, Sendable, CaseIterable {
    /// Its style for the picture.
    case style
    /// Under the map, to paint over.
    case under
    /// Both.
    case both
    /// Under the map, and a first label map of it.
    case labels
    /// The style of the chosen object, from where it lies on the photo.
    case object
    /// The style of the chosen object, from a box of the photo or all of it.
    case objectBox
    /// A piece of it as a stamp, in the colours of the model's own photo.
    case piece
    /// Found again in the latent space: the w whose picture is nearest to it.
    case latent
    /// None any more: the seed gives the style of the picture again.
    case seed

    /// In words.
    public var words: String {
      switch self {
      case .style: "style"
      case .under: "under the map"
      case .both: "both"
      case .labels: "label it"
      case .object: "this object, where it lies"
      case .objectBox: "this object, a box of it"
      case .piece: "a piece to paste"
      case .latent: "find it in w"
      case .seed: "none: the seed"
      }
    }
  }

  /// Path of the photo, being typed.
  public var path = InputText()
  /// Files that go on from it.
  public internal(set) var files = FileChoices()
  /// What it is for.
  public var use: Use
  /// What it can be for, with the loaded model; Tab goes through them.
  public var uses: [Use]
  /// Photos used before in this session, listed below.
  public var names: [String]
  /// The chosen row of `names`; `nil` takes the path.
  public var selected: Int?
  /// Whether the file at the path is being read.
  public internal(set) var isReading = false
  /// Why the file at the path could not be used; until the path changes.
  public internal(set) var problem: UserFacingError?

  /// A card.
  public init(use: Use, names: [String], uses: [Use] = [.style, .under, .both]) {
    self.use = use
    self.uses = uses
    self.names = names
  }
}
