public import Imaging
public import Layers

/// What vid2vid's generators are built from (Wang et al. 2018; ReferenceSystems article). Written to
/// `model.json`.
public struct Vid2VidConfiguration: ModelConfiguration {
  /// What stands behind the objects when borders between objects are found.
  public typealias Background = SPADEConfiguration.Background

  /// Width of the coarsest generator (`ngf`); half of it at every finer scale.
  public var ngf = 128
  /// Classes of the label map (`label_nc`).
  public var labelCount: Int
  /// Whether each map has a channel of borders between objects (`use_instance`).
  public var usesInstanceEdges = true
  /// What stands behind the objects when borders are found; `nil` means `.label`.
  public var background: Background?
  /// Maps that are seen at once, the new one last (`n_frames_G`); one picture fewer.
  public var frames = 3
  /// Halvings of the coarsest generator (`n_downsample_G`).
  public var downsamplings = 3
  /// Its residual blocks (`n_blocks`): the larger half before the sum, the rest after it.
  public var blocks = 9
  /// Residual blocks of every finer generator (`n_blocks_local`).
  public var localBlocks = 3
  /// Spatial scales (`n_scales_spatial`).
  public var scales = 1
  /// Norm after every convolution but the last (`norm`).
  public var normalization = FeatureNorm.Kind.batch
  /// Whether earlier pictures are warped along a flow (not `no_flow`).
  public var hasFlow = true
  /// Classes of the foreground, which has a branch of its own (`fg`, `fg_labels`); empty without.
  public var foregroundLabels: [Int] = []
  /// Whether a film may begin from nothing (`no_first_img`).
  public var beginsFromNothing = false
  /// The network that makes the first pictures (`use_single_G`); `nil` without.
  public var first: First?
  /// How resolutions double; `nil` means `.transposed`.
  public var doubling: Doubling?
  /// Size of the pictures that are asked for; any multiple of `sizeUnit` could be.
  public var outputSize = PixelSize(width: 1024, height: 512)

  /// How a generator doubles its resolution.
  public enum Doubling: String, Codable, Sendable, Hashable, CaseIterable {
    /// By transposed convolutions, as in the reference.
    case transposed
    /// By doubling pixels before a convolution, which draws no lattice.
    case resized
  }

  /// Sizes of a network for single pictures: pix2pixHD's global one, labels without borders.
  public struct First: Codable, Sendable, Hashable {
    /// Channels after the first convolution.
    public var width: Int
    /// Halvings.
    public var downsamplings: Int
    /// Residual blocks.
    public var blocks: Int

    /// Creates sizes.
    public init(width: Int, downsamplings: Int, blocks: Int) {
      self.width = width
      self.downsamplings = downsamplings
      self.blocks = blocks
    }
  }

  /// A configuration with the reference's defaults for everything not given.
  public init(labelCount: Int) {
    self.labelCount = labelCount
  }

  /// Channels of one map: classes, then borders.
  public var mapChannels: Int { labelCount + (usesInstanceEdges ? 1 : 0) }

  /// Pictures before the new one that are seen.
  public var history: Int { frames - 1 }

  /// Whether the foreground has a branch of its own.
  public var hasForeground: Bool { !foregroundLabels.isEmpty }

  /// Height and width are multiples of this.
  public var sizeUnit: Int { 1 << (downsamplings + scales - 1) }

  /// Width of a scale's generator, counted from the coarsest.
  public func width(of scale: Int) -> Int { ngf >> scale }

  /// Width of a scale's foreground branch.
  public func foregroundWidth(of scale: Int) -> Int {
    downsamplings > 2 ? width(of: scale) / 2 : width(of: scale)
  }

  /// Checks what a file or a person may have got wrong.
  /// - Throws: `ConfigurationError` naming the field and its range.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(ngf, in: 1...1024, "ngf")
    try ConfigurationError.check(labelCount, in: 1...4096, "labelCount")
    try ConfigurationError.check(frames, in: 2...16, "frames")
    try ConfigurationError.check(downsamplings, in: 1...6, "downsamplings")
    try ConfigurationError.check(blocks, in: 1...64, "blocks")
    try ConfigurationError.check(localBlocks, in: 0...64, "localBlocks")
    try ConfigurationError.check(scales, in: 1...5, "scales")
    try ConfigurationError.check(outputSize.width, in: 8...8192, "outputSize.width")
    try ConfigurationError.check(outputSize.height, in: 8...8192, "outputSize.height")
    for label in foregroundLabels {
      try ConfigurationError.check(label, in: 0...labelCount - 1, "foregroundLabels")
    }
    if let first {
      try ConfigurationError.check(first.width, in: 1...1024, "first.width")
      try ConfigurationError.check(first.downsamplings, in: 0...8, "first.downsamplings")
      try ConfigurationError.check(first.blocks, in: 0...64, "first.blocks")
    }
    guard normalization != .identity else {
      throw ConfigurationError(
        field: "normalization", found: "identity", expected: "batch or trackedInstance")
    }
    guard ngf.isMultiple(of: 1 << (scales - 1)), ngf << downsamplings <= 65536,
      !hasForeground || foregroundWidth(of: scales - 1) > 0
    else {
      throw ConfigurationError(
        field: "ngf", found: "\(ngf)",
        expected: "a width that \(scales - 1) halvings leave whole, at most 65536 channels inside")
    }
    let unit = max(sizeUnit, first.map { 1 << $0.downsamplings } ?? 1)
    for (name, side) in [("width", outputSize.width), ("height", outputSize.height)] {
      // A mirrored border of three pixels needs four at the coarsest size.
      guard side.isMultiple(of: unit), side >= max(2 * unit, 4 << (scales - 1)) else {
        throw ConfigurationError(
          field: "outputSize.\(name)", found: "\(side)",
          expected: "a multiple of \(unit), at least \(max(2 * unit, 4 << (scales - 1)))")
      }
    }
  }
}
