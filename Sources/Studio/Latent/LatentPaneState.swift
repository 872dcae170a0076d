public import Imaging
public import Sessions
public import Synthesis

/// What the left pane holds: the label map, or what takes its place with a model of a latent alone.
public enum LeftPane: Equatable, Sendable {
  /// The label map.
  case map
  /// The plane of seeds that one flies over.
  case seedGrid
  /// The classes and their mixture.
  case classes
}

/// The Latent pane: which part of it is focused, and what one looks at in it.
public struct LatentPaneState: Equatable, Sendable {
  /// The parts that Tab goes round.
  public enum Part: String, Equatable, Sendable, CaseIterable {
    /// The seed grid.
    case seedPlane
    /// ψ, mixing and noise, in rows.
    case layers
    /// Starred places.
    case stars
  }

  /// Starred places in latent space, and what else is kept about it.
  public var saved: SavedLatents
  /// The focused part.
  public internal(set) var part = Part.seedPlane
  /// The focused row of the layers.
  public internal(set) var row = LatentRow.psi
  /// The focused layer, or chunk.
  public internal(set) var layer = 0
  /// The focused direction; their number is the place behind the last.
  public internal(set) var direction = 0
  /// The focused box of noise.
  public internal(set) var region = 0
  /// The focused star.
  public internal(set) var star = 0
  /// The focused class.
  public internal(set) var chosenClass = 0
  /// Whether the mixture is focused instead of the list of classes.
  public internal(set) var listsMixture = false
  /// The last place in the plane of seeds, for latents that are not in it.
  var lastPlace = SeedPlace(seed: 0)
  /// Which way a drift goes, in seeds; the last way flown.
  var course = Course(right: 1, down: 0)
  /// The drift under way; `nil` while one stays.
  public internal(set) var drift: Drift?
  /// Thumbnails of the seeds around.
  public internal(set) var seedPlane = SeedThumbnails()

  /// At the seed plane.
  public init(saved: SavedLatents = SavedLatents()) { self.saved = saved }
}

/// A way to fly in the plane of seeds.
struct Course: Equatable, Sendable {
  /// Part of the speed that goes to the right.
  var right: Double
  /// Part of the speed that goes down.
  var down: Double
}

/// Flying by itself, until Space or anything else is done. All of it is one undo step.
public struct Drift: Equatable, Sendable {
  /// Seeds per second.
  static let speed = 0.25
  /// Seconds between two steps, at least.
  static let pause = 0.05

  /// What the picture was made with before.
  var before: PictureSettings
  /// Where it began, and when.
  var origin: SeedPlace
  var since: Double
}

/// The rows of the Latent pane that take keys, from the top.
public enum LatentRow: String, Equatable, Sendable, CaseIterable {
  /// Truncation ψ.
  case psi
  /// What ψ does to z.
  case kind
  /// Layers from this one on are not truncated.
  case cutoff
  /// The seed that is mixed in.
  case mix
  /// Layers of w, or chunks of z: which are mixed, and ψ of each.
  case layers
  /// Chunks whose blocks get the other class.
  case classLayers
  /// Directions of w.
  case directions
  /// Noise inputs.
  case noise
  /// The mixture of classes.
  case mixture
  /// Scales of a pyramid below this one take no noise.
  case startScale
  /// The scale at which paint enters a pyramid.
  case entryScale
  /// What surrounds the paint.
  case blending
  /// Width of a pyramid's result.
  case width
  /// Height of a pyramid's result.
  case height
  /// Boxes of a pyramid's picture whose noise has a seed of its own.
  case noiseBoxes
}

/// What the person does with the mouse in the Latent pane, or on what takes the map's place.
public enum LatentInput: Hashable, Sendable {
  /// The seed plane, or the picture, was dragged by so many seeds.
  case flown(right: Double, down: Double)
  /// A place of the seed plane was clicked.
  case visited(SeedPlace)
  /// The seed plane was zoomed by steps.
  case zoomed(Int)
  /// A star was clicked, from 0.
  case star(Int)
  /// A row was clicked.
  case row(LatentRow)
  /// A layer or chunk was clicked: into the mix, or out of it.
  case layer(LatentRow, Int)
  /// A direction was clicked, from 0; behind the last, where one is loaded.
  case direction(Int)
  /// One way of truncating was clicked.
  case kind(LatentState.TruncationKind)
  /// One way of surrounding paint was clicked.
  case blending(PyramidRequest.Injection.Blending)
  /// A class was clicked.
  case classTaken(Int)
  /// A class was clicked with the right button: into the mixture, or out of it.
  case classMixed(Int)
}

/// Small pictures of the seeds around, made in the background, the nearest first. One is in work at
/// a time, and only while the picture itself is current.
public struct SeedThumbnails: Equatable, Sendable {
  /// One seed's picture.
  public struct Thumbnail: Equatable, Sendable {
    /// The picture, at most `side` pixels.
    public var image: RGBImage
    /// Whether it shows ψ, mixing, class and map as they are now.
    public var isCurrent = true
  }

  /// Longest side that is kept, in pixels.
  static let side = 64
  /// Most thumbnails that are kept.
  static let most = 400

  /// Thumbnails by seed.
  public internal(set) var thumbnails: [UInt32: Thumbnail] = [:]
  /// The seed in work; `nil` when none is.
  public internal(set) var rendering: UInt32?
  /// Why there are no more of them; `nil` when all is well.
  public internal(set) var failure: SynthesisError?
  /// Number of the request in work, below 0: those of the style strip are above.
  var ticket = 0
  /// What all thumbnails share: a request without a place.
  var base: RenderRequest?

  /// None yet.
  public init() {}
}
