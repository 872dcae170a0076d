public import Layers
public import Tensors

/// vid2vid's generator at one spatial scale: the coarsest (`netG0`) by itself, finer ones (`netG1` …)
/// on top of the features of the one before.
public struct Vid2VidScale: Sendable {
  /// Where earlier pictures move to, and how far the moved picture holds.
  public struct Flow: Sendable {
    /// From the sum of both inputs.
    public var up: Vid2VidUpPath
    /// 7×7 to two channels, in units of `factor` pixels.
    public var flow: Conv2D
    /// 7×7 to one channel before a sigmoid: the share of what is new.
    public var weight: Conv2D
  }

  /// The branch of the foreground's classes.
  public struct Foreground: Sendable {
    /// From the maps.
    public var down: Vid2VidDownPath
    /// To features of the picture's size.
    public var up: Vid2VidUpPath
    /// 7×7 to the picture before tanh.
    public var head: Conv2D
  }

  /// Features that the next finer scale adds to.
  public struct Features: Sendable {
    /// Of the picture, `[N, width, H, W]`.
    public var image: Tensor
    /// Of the flow.
    public var flow: Tensor?
    /// Of the foreground.
    public var foreground: Tensor?
  }

  /// Where earlier pictures really move to, where that is known.
  public struct Known: Sendable {
    /// `[1, 2, H, W]`, pixels of this scale.
    public var flow: Tensor
    /// `[1, 1, H, W]`, 0…1: where it holds; elsewhere everything is new.
    public var confidence: Tensor

    /// Joins both.
    public init(flow: Tensor, confidence: Tensor) {
      self.flow = flow
      self.confidence = confidence
    }
  }

  /// What one scale makes of one frame.
  public struct Result: Sendable {
    /// The picture, `[N, 3, H, W]`, −1…1.
    public var final: Tensor
    /// What is new in it, before the moved picture is mixed in.
    public var raw: Tensor
    /// `[N, 2, H, W]`, pixels of this scale.
    public var flow: Tensor?
    /// `[N, 1, H, W]`, 0…1: the share of `raw`.
    public var weight: Tensor?
    /// The newest earlier picture, moved; `nil` where nothing is mixed in.
    public var warped: Tensor?
    /// `[N, 1, H, W]`, 0…1.
    public var foregroundMask: Tensor?
    /// For the next scale.
    public var features: Features
  }

  /// Which scale, 0 the coarsest.
  public let index: Int
  /// Classes of the foreground.
  public let foregroundLabels: [Int]
  /// Channels of one map.
  public let mapChannels: Int
  /// What the maps go through.
  public var maps: Vid2VidDownPath
  /// What the earlier pictures go through.
  public var pictures: Vid2VidDownPath
  /// To the new picture.
  public var image: Vid2VidUpPath
  /// 7×7 to the picture before tanh.
  public var imageHead: Conv2D
  /// Flow and weight; `nil` without.
  public var flow: Flow?
  /// The branch of the foreground; `nil` without.
  public var foreground: Foreground?

  /// A freshly drawn scale.
  public init(
    _ index: Int, of configuration: Vid2VidConfiguration, initialization: Initialization,
    using random: RandomGenerator
  ) {
    self.index = index
    foregroundLabels = configuration.foregroundLabels
    mapChannels = configuration.mapChannels
    let norm = configuration.normalization
    let width = configuration.width(of: index)
    let isCoarsest = index == 0
    let halvings = isCoarsest ? configuration.downsamplings : 1
    let after = configuration.blocks / 2
    func down(_ input: Int, _ width: Int, blocks: Int) -> Vid2VidDownPath {
      Vid2VidDownPath(
        input: input, width: width, halvings: halvings, blocks: blocks, normalization: norm,
        initialization: initialization, using: random)
    }
    func up(_ width: Int, blocks: Int) -> Vid2VidUpPath {
      Vid2VidUpPath(
        width: width, doublings: halvings, blocks: blocks,
        resizes: configuration.doubling == .resized, normalization: norm,
        initialization: initialization, using: random)
    }
    func head(_ width: Int, _ output: Int) -> Conv2D {
      Conv2D(width, output, kernel: 7, initialization: initialization, using: random)
    }
    let before = isCoarsest ? configuration.blocks - after : 0
    let input = configuration.frames * configuration.mapChannels
    maps = down(input, width, blocks: before)
    pictures = down(3 * configuration.history, width, blocks: before)
    let upBlocks = isCoarsest ? after : configuration.localBlocks
    image = up(width, blocks: upBlocks)
    imageHead = head(width, 3)
    if configuration.hasFlow {
      flow = Flow(up: up(width, blocks: upBlocks), flow: head(width, 2), weight: head(width, 1))
    }
    if configuration.hasForeground {
      let own = configuration.foregroundWidth(of: index)
      foreground = Foreground(
        down: down(input, own, blocks: 0),
        up: up(own, blocks: isCoarsest ? configuration.blocks : configuration.localBlocks),
        head: head(own, 3))
    }
  }

  /// Pixels that a flow of 1 means.
  public var flowFactor: Double { Double(20 << index) }

  /// Makes one frame at this scale.
  /// - Parameters:
  ///   - semantics: Maps one after the other, the newest last, `[N, frames · mapChannels, H, W]`.
  ///   - previous: Earlier pictures, the newest last, `[N, 3 · history, H, W]`, −1…1.
  ///   - coarser: Features of the next coarser scale; `nil` for the coarsest.
  ///   - known: Stands in for the network's own flow; the network's weight stays.
  ///   - type: What convolutions are computed in; pictures, flow and weight are float32.
  ///   - isRaw: Whether nothing is mixed in: the first picture of a film that begins from nothing.
  public func callAsFunction(
    _ semantics: Tensor, previous: Tensor, adding coarser: Features?, known: Known? = nil,
    isRaw: Bool,
    mode: Mode, type: ElementType = .float32, checkpoint: () throws -> Void
  ) rethrows -> Result {
    func input(_ x: Tensor) -> Tensor {
      type == .float32 ? x : x.converted(to: type).channelsLast()
    }
    let sum =
      try maps(input(semantics), mode: mode, checkpoint: checkpoint)
      + pictures(input(previous), mode: mode, checkpoint: checkpoint)
    func inside(_ features: Tensor?) -> Tensor { features.map { sum + $0 } ?? sum }
    func end(_ head: Conv2D, _ x: Tensor) -> Tensor {
      head(x.reflectionPadded(3), mode: mode).converted(to: .float32)
    }
    let imageFeatures = try image(inside(coarser?.image), mode: mode, checkpoint: checkpoint)
    let raw = end(imageHead, imageFeatures).tanh()
    var result = Result(
      final: raw, raw: raw, features: Features(image: imageFeatures))
    if let flow {
      let features = try flow.up(inside(coarser?.flow), mode: mode, checkpoint: checkpoint)
      let field = known?.flow ?? end(flow.flow, features) * flowFactor
      var weight = end(flow.weight, features).sigmoid()
      if let known { weight = weight + (1 - weight) * (1 - known.confidence) }
      result.features.flow = features
      result.flow = field
      result.weight = weight
      if !isRaw {
        let channels = previous.shape[1]
        let warped = previous.sliced(axis: 1, from: channels - 3, to: channels).warped(by: field)
        result.warped = warped
        result.final = raw * weight + warped * (1 - weight)
      }
    }
    if let foreground {
      let down = try foreground.down(input(semantics), mode: mode, checkpoint: checkpoint)
      let features = try foreground.up(
        coarser?.foreground.map { down + $0 } ?? down, mode: mode, checkpoint: checkpoint)
      let own = end(foreground.head, features).tanh()
      let mask = foregroundMask(semantics)
      result.features.foreground = features
      result.foregroundMask = mask
      result.final = own * mask + result.final * (1 - mask)
      result.raw = own * mask + result.raw * (1 - mask)
    }
    return result
  }

  /// Where the newest map shows the foreground, `[N, 1, H, W]`, 0…1.
  private func foregroundMask(_ semantics: Tensor) -> Tensor {
    let newest = semantics.shape[1] - mapChannels
    var mask: Tensor?
    for label in foregroundLabels {
      let plane = semantics.sliced(axis: 1, from: newest + label, to: newest + label + 1)
      mask = mask.map { $0 + plane } ?? plane
    }
    guard let mask else { preconditionFailure("a foreground without classes") }
    return mask.clamped(from: 0, to: 1)
  }
}

extension Vid2VidScale: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    let isCoarsest = index == 0
    try maps.visit(&visitor, at: path / "model_down_seg")
    try pictures.visit(&visitor, at: path / "model_down_img")
    try image.visit(
      &visitor, at: path / "model_up_img", blocks: isCoarsest ? path / "model_res_img" : nil)
    try imageHead.visit(&visitor, at: path / "model_final_img" / "1")
    if var flow {
      try flow.up.visit(
        &visitor, at: path / "model_up_flow", blocks: isCoarsest ? path / "model_res_flow" : nil)
      try flow.flow.visit(&visitor, at: path / "model_final_flow" / "1")
      try flow.weight.visit(&visitor, at: path / "model_final_w" / "1")
      self.flow = flow
    }
    if var foreground {
      try foreground.down.visit(&visitor, at: path / "indv_down")
      try foreground.up.visit(
        &visitor, at: path / "indv_up", blocks: isCoarsest ? path / "indv_res" : nil)
      try foreground.head.visit(&visitor, at: path / "indv_final" / "1")
      self.foreground = foreground
    }
  }
}
