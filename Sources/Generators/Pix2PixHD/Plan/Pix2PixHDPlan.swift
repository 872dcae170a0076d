import Imaging
import Layers
import Layouts
public import Synthesis
public import Tensors

/// A pix2pixHD generator made ready for one number format: weights packed once, activations with
/// channels innermost, every norm one pass that also rectifies, adds and mirrors the border for the
/// convolution that follows, doublings as four plain convolutions. The same function as
/// `Pix2PixHDGenerator`; memory of activations is kept between renderings.
///
/// Not Sendable: belongs to the one thread that computes.
public final class Pix2PixHDPlan {
  private let type: Tensors.ElementType
  private let scratch: Scratch
  private let global: PlannedNetwork
  private let enhancers: [PlannedEnhancer]

  /// Packs a generator; costs a copy of its weights.
  /// - Throws: `TensorError`.
  public init(
    _ generator: Pix2PixHDGenerator, type: Tensors.ElementType
  ) throws(TensorError) {
    self.type = type
    scratch = Scratch(type: type, pieces: PlannedRun.pieces)
    // Size of the coarsest network first; every enhancer doubles it.
    var size = generator.configuration.outputSize.halved(generator.enhancers.count)
    global = try PlannedNetwork(generator.global, type: type, size: size)
    var enhancers: [PlannedEnhancer] = []
    for enhancer in generator.enhancers {
      // Its blocks work at half of its own size.
      enhancers.append(try PlannedEnhancer(enhancer, type: type, level: size))
      size = PixelSize(width: 2 * size.width, height: 2 * size.height)
    }
    self.enhancers = enhancers
  }

  /// Memory of activations in bytes.
  public var byteCount: Int { scratch.byteCount }

  /// Renders.
  /// - Parameters:
  ///   - input: `[1, C, H, W]`, float32, as the generator takes it.
  ///   - reusesStatistics: Whether norms take the statistics of the last whole picture: for a crop,
  ///     which has others, so that it looks as it does in the whole.
  ///   - checkpoint: Called between stages; what it throws ends the work.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32, of its own memory.
  public func render(
    _ input: Tensor, statistics: NormalizationStatistics = .running,
    reusesStatistics: Bool = false, checkpoint: () throws -> Void = {}
  ) throws -> Tensor {
    let run = PlannedRun(
      scratch: scratch, statistics: statistics, reusesStatistics: reusesStatistics)
    let pyramid = Pix2PixHDGenerator.pyramid(input, levels: enhancers.count).map { level in
      level.reflectionPadded(3).converted(to: type).channelsLast()
    }
    var result = try global.render(pyramid[enhancers.count], run, checkpoint)
    for (index, enhancer) in enhancers.enumerated() {
      guard case .features(let inner) = result else { break }
      result = try enhancer.render(
        pyramid[enhancers.count - 1 - index], adding: inner, run, checkpoint)
    }
    guard case .picture(let picture) = result else {
      preconditionFailure("a generator without a last convolution")
    }
    return picture.inColour()
  }
}

/// What a planned network ends with.
private enum PlannedResult {
  /// The picture.
  case picture(Tensor)
  /// Features for the enhancer around it, in the piece for that.
  case features(PlannedActivation)
}

/// The last convolution with tanh.
private struct PlannedHead {
  private let convolution: PackedConvolution
  private let channels: Int

  init(_ layer: Conv2D, type: Tensors.ElementType) throws(TensorError) {
    channels = layer.weight.shape[0]
    convolution = try PackedConvolution(
      weight: layer.weight, bias: layer.bias, type: type, activation: .tanh,
      outputType: .float32)
  }

  func callAsFunction(_ x: PlannedActivation) -> Tensor {
    convolution(
      x.tensor,
      into: .uninitialized([1, channels, x.size.height, x.size.width], channelsLast: true))
  }
}

/// The global network.
private struct PlannedNetwork {
  private let stem: PlannedStage
  private let halvings: [PlannedStage]
  private let blocks: [PlannedBlock]
  private let doublings: [PlannedDoubling]
  private let head: PlannedHead?

  /// - Parameter size: Of its pictures, mostly.
  init(
    _ network: TranslationNetwork, type: Tensors.ElementType, size: PixelSize
  ) throws(TensorError) {
    stem = try PlannedStage(network.stem, type: type)
    var halvings: [PlannedStage] = []
    for stage in network.halvings { halvings.append(try PlannedStage(stage, type: type)) }
    var blocks: [PlannedBlock] = []
    let level = size.halved(network.halvings.count)
    for block in network.blocks { blocks.append(try PlannedBlock(block, type: type, level: level)) }
    var doublings: [PlannedDoubling] = []
    for doubling in network.doublings {
      doublings.append(try PlannedDoubling(doubling, type: type))
    }
    (self.halvings, self.blocks, self.doublings) = (halvings, blocks, doublings)
    if let layer = network.head {
      head = try PlannedHead(layer, type: type)
    } else {
      head = nil
    }
  }

  /// - Parameter padded: The input with a mirrored border of 3.
  func render(
    _ padded: Tensor, _ run: PlannedRun, _ checkpoint: () throws -> Void
  ) throws -> PlannedResult {
    let size = PixelSize(width: padded.shape[3] - 6, height: padded.shape[2] - 6)
    let last = head == nil ? 0 : 3
    let afterHalvings = !blocks.isEmpty ? 1 : doublings.isEmpty ? last : 0
    func place(_ isLast: Bool, otherwise piece: Int) -> Int {
      isLast && head == nil ? PlannedRun.inner : piece
    }
    let (raw, _) = stem.convolve(padded, size: size, run)
    let isBare = halvings.isEmpty && blocks.isEmpty && doublings.isEmpty
    var x = stem.norm(
      raw, size: size, rectifies: true, border: halvings.isEmpty ? afterHalvings : 0,
      into: place(isBare, otherwise: 0), run)
    for (index, stage) in halvings.enumerated() {
      try checkpoint()
      let (raw, size) = stage.convolve(x.tensor, size: x.size, run)
      x = stage.norm(
        raw, size: size, rectifies: true,
        border: index == halvings.count - 1 ? afterHalvings : 0,
        into: PlannedRun.other(than: x.piece), run)
    }
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      let isLast = index == blocks.count - 1
      x = block(x, border: isLast ? (doublings.isEmpty ? last : 0) : 1, run)
    }
    for (index, doubling) in doublings.enumerated() {
      try checkpoint()
      let isLast = index == doublings.count - 1
      x = doubling(
        x, border: isLast ? last : 0,
        into: place(isLast, otherwise: PlannedRun.other(than: x.piece)), run)
    }
    guard let head else { return .features(x) }
    try checkpoint()
    return .picture(head(x))
  }
}

/// One local enhancer.
private struct PlannedEnhancer {
  private let stem: PlannedStage
  private let halving: PlannedStage
  private let blocks: [PlannedBlock]
  private let doubling: PlannedDoubling
  private let head: PlannedHead?

  /// - Parameter level: Size of its blocks, mostly.
  init(
    _ enhancer: LocalEnhancer, type: Tensors.ElementType, level: PixelSize
  ) throws(TensorError) {
    stem = try PlannedStage(enhancer.stem, type: type)
    halving = try PlannedStage(enhancer.halving, type: type)
    var blocks: [PlannedBlock] = []
    for block in enhancer.blocks {
      blocks.append(try PlannedBlock(block, type: type, level: level))
    }
    self.blocks = blocks
    doubling = try PlannedDoubling(enhancer.doubling, type: type)
    if let layer = enhancer.head {
      head = try PlannedHead(layer, type: type)
    } else {
      head = nil
    }
  }

  func render(
    _ padded: Tensor, adding inner: PlannedActivation, _ run: PlannedRun,
    _ checkpoint: () throws -> Void
  ) throws -> PlannedResult {
    let size = PixelSize(width: padded.shape[3] - 6, height: padded.shape[2] - 6)
    let (raw, _) = stem.convolve(padded, size: size, run)
    var x = stem.norm(raw, size: size, rectifies: true, border: 0, into: 0, run)
    try checkpoint()
    let (halved, half) = halving.convolve(x.tensor, size: size, run)
    x = halving.norm(
      halved, size: half, rectifies: true, border: blocks.isEmpty ? 0 : 1, adding: inner, into: 2,
      run)
    for (index, block) in blocks.enumerated() {
      try checkpoint()
      x = block(x, border: index == blocks.count - 1 ? 0 : 1, run)
    }
    try checkpoint()
    let piece = head == nil ? PlannedRun.inner : PlannedRun.other(than: x.piece)
    x = doubling(x, border: head == nil ? 0 : 3, into: piece, run)
    guard let head else { return .features(x) }
    try checkpoint()
    return .picture(head(x))
  }
}

extension PixelSize {
  /// Halved so many times.
  fileprivate func halved(_ times: Int) -> PixelSize {
    PixelSize(width: width >> times, height: height >> times)
  }
}
