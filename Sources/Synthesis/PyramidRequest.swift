public import Imaging

/// What a model that is a pyramid of scales (SinGAN) is asked for beyond a seed.
public struct PyramidRequest: Hashable, Sendable {
  /// A picture that enters the pyramid at a scale.
  public struct Injection: Hashable, Sendable {
    /// What surrounds the edit.
    public enum Blending: String, Hashable, Sendable, Codable, CaseIterable {
      /// The result is shown whole.
      case none
      /// A pasted piece in the photo: a mask grown by 7 pixels.
      case harmonize
      /// A changed photo: a mask grown by 20 pixels.
      case edit
    }

    /// The edit.
    public var picture: RGBImage
    /// Where it replaces the photo: not black in the first channel; needed unless nothing is
    /// blended.
    public var mask: RGBImage?
    /// What surrounds it.
    public var blending: Blending
    /// Scale at which it enters, from 1: a low one changes much, a high one little.
    public var scale: Int

    /// Creates an injection.
    public init(
      picture: RGBImage, mask: RGBImage? = nil, blending: Blending = .none, scale: Int
    ) {
      self.picture = picture
      self.mask = mask
      self.blending = blending
      self.scale = scale
    }
  }

  /// How a label map that was painted over the photo enters the pyramid.
  public struct Painting: Hashable, Sendable {
    /// Scale at which it enters, from 1; the middle one unless given.
    public var scale: Int?
    /// What surrounds what was painted.
    public var blending: Injection.Blending

    /// Creates the wish for a painting.
    public init(scale: Int? = nil, blending: Injection.Blending = .edit) {
      self.scale = scale
      self.blending = blending
    }
  }

  /// A box of the picture whose noise at one scale has a seed of its own.
  public struct NoiseRegion: Hashable, Sendable, Codable {
    /// The box, in pixels of the result.
    public var rect: PixelRect
    /// The scale.
    public var scale: Int
    /// Seed of its noise.
    public var seed: UInt32

    /// Creates a region.
    public init(rect: PixelRect, scale: Int, seed: UInt32) {
      self.rect = rect
      self.scale = scale
      self.seed = seed
    }
  }

  /// Size of the result; the model's own unless given.
  public var size: PixelSize?
  /// Scales below take no noise: the result begins from the photo's reconstruction there.
  public var startScale: Int
  /// The last scale that adds to the result, for quick looks; the highest trained one unless given.
  public var lastScale: Int?
  /// A picture that enters the pyramid.
  public var injection: Injection?
  /// How the request's label map enters, where it differs from the model's own.
  public var painting: Painting
  /// Boxes with seeds of their own.
  public var regions: [NoiseRegion]
  /// A frame of an animation instead of a sample.
  public var motion: PyramidMotion?
  /// How many times as large as the photo the result is on each side, instead of a sample.
  public var enlargement: Double?

  /// Creates a request; whatever is not given is absent.
  public init(
    size: PixelSize? = nil, startScale: Int = 0, lastScale: Int? = nil,
    injection: Injection? = nil, painting: Painting = Painting(), regions: [NoiseRegion] = [],
    motion: PyramidMotion? = nil, enlargement: Double? = nil
  ) {
    self.painting = painting
    self.size = size
    self.startScale = startScale
    self.lastScale = lastScale
    self.injection = injection
    self.regions = regions
    self.motion = motion
    self.enlargement = enlargement
  }
}

/// A frame of an animation of a pyramid: its noise wanders around that of the photo.
public struct PyramidMotion: Hashable, Sendable, Codable {
  /// How the noise moves.
  public enum Path: Hashable, Sendable, Codable {
    /// With inertia β (0…1) and a pull α (0…1) back to the photo.
    case wandering(alpha: Double, beta: Double)
    /// On a circle of some radius around the photo, once in `length` frames: without a seam.
    case loop(length: Int, radius: Double)
  }

  /// Number of the frame, from 0.
  public var frame: Int
  /// Seed of the draws.
  public var seed: UInt32
  /// The first scale that moves.
  public var startScale: Int
  /// How the noise moves.
  public var path: Path

  /// Creates a frame of a motion.
  public init(
    frame: Int, seed: UInt32 = 0, startScale: Int = 0,
    path: Path = .wandering(alpha: 0.1, beta: 0.9)
  ) {
    self.frame = frame
    self.seed = seed
    self.startScale = startScale
    self.path = path
  }
}
