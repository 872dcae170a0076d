public import Imaging
import Layers
public import Layouts
public import Synthesis
public import Tensors

/// The fast form of a SPADE generator for one precision: layout tables instead of γ, β
/// convolutions, weights packed once, and after an edit only what the edit reaches
/// (LayoutTables article). The same function as `SPADEGenerator`, which stays its slow reference.
///
/// Not Sendable: one thread renders with it at a time; models guard it by a lock.
public final class SPADEPlan {
  /// A picture and where it can be trusted.
  public struct Rendering {
    /// `[1, 3, H, W]`, −1…1, float32, channels-last; overwritten by the next rendering.
    public let picture: Tensor
    /// The part that is exact; `nil` when all of it is.
    public let exactIn: PixelRect?
  }

  /// What the generator is built from.
  public let configuration: SPADEConfiguration
  /// Number format of activations, tables and weights.
  public let type: Tensors.ElementType
  /// Bytes of retained activations above which nothing is kept between renderings.
  public var memoryBudget = 1 << 30
  /// Bytes of table rows above which the numbering of a level starts anew, unless the map alone
  /// needs two thirds of that: some hundred strokes. Half of what the packed weights take, 32…96 MiB:
  /// rows are as wide as the network.
  public var tableBudget = 32 << 20
  /// Number of pixels computed at each block in the last rendering, for reports and tests.
  public private(set) var computedPixels: [String: Int] = [:]

  private let start: SPADEGenerator.Start
  private let patterns: [LayoutPattern]
  private var blocks: [PlanBlock]
  private let toRGB: PackedConvolution
  private let scratch: Scratch
  private var startCells: Tensor?
  private var picture: Tensor
  private var pendingPicture: PixelRect
  /// Whether the picture was ever painted whole: before that, nothing around a part is a picture.
  private var isPainted = false
  private var lastLatent: [Float]?
  private var lastNoise: UInt32?
  private var lastStatistics: NormalizationStatistics?

  /// Packs a generator.
  /// - Throws: `TensorError`.
  public init(_ generator: SPADEGenerator, type: Tensors.ElementType) throws(TensorError) {
    configuration = generator.configuration
    self.type = type
    start = generator.start
    scratch = Scratch(type: type)
    var size = PixelSize(
      width: configuration.startWidth, height: configuration.startHeight)
    var patterns: [LayoutPattern] = []
    var blocks: [PlanBlock] = []
    for block in generator.blocks {
      if block.doubling != .none {
        size = PixelSize(width: 2 * size.width, height: 2 * size.height)
      }
      if patterns.last.map({ $0.height == size.height && $0.width == size.width }) != true {
        patterns.append(
          LayoutPattern(
            height: size.height, width: size.width, kernel: generator.configuration.kernel))
      }
      blocks.append(
        try PlanBlock(
          block, size: size, pattern: patterns[patterns.count - 1], configuration: configuration,
          type: type))
    }
    self.patterns = patterns
    self.blocks = blocks
    toRGB = try PackedConvolution(
      weight: generator.toRGB.weight, bias: generator.toRGB.bias, type: type, activation: .tanh,
      outputType: .float32)
    picture = .uninitialized([1, 3, size.height, size.width], channelsLast: true)
    pendingPicture = PixelRect(size)
    // No rows are there yet.
    let weights = blocks.reduce(0) { $0 + $1.byteCount - $1.retainedBytes }
    tableBudget = min(max(tableBudget, weights / 2), 96 << 20)
  }

  /// Measures where renderings spend their time, while there is one.
  public var clock: PhaseClock? {
    get { scratch.workspace.clock }
    set { scratch.workspace.clock = newValue }
  }

  /// Memory of packed weights, tables and retained activations, in bytes.
  public var byteCount: Int {
    blocks.reduce(toRGB.byteCount + scratch.byteCount) { $0 + $1.byteCount }
      + patterns.reduce(0) { $0 + $1.byteCount }
  }

  /// Forgets tables and activations, so that the next picture depends on its request alone to
  /// the last bit: exports and walks.
  public func reset() {
    for pattern in patterns { pattern.reset() }
    lastLatent = nil
    startCells = nil
    for index in blocks.indices { blocks[index].forget() }
    pendingPicture = PixelRect(configuration.outputSize)
  }

  /// Renders a map.
  /// - Parameters:
  ///   - latent: z, `latentDimension` numbers; needed exactly if `usesVAE`.
  ///   - noiseSeed: Which noise per pixel, for generators that have it; `nil` for none.
  ///   - focus: Part of the picture that matters first. The rendering then computes what that
  ///     part needs and says so in `exactIn`; call again without focus for the rest. The first
  ///     picture is always whole.
  ///   - focusShare: A focus that takes more than this share of the whole work is not worth a
  ///     picture of its own: then everything is computed at once.
  ///   - checkpoint: Called between blocks; what it throws ends the work, and the next rendering
  ///     goes on from there.
  public func render(
    _ map: SymbolMap, latent: [Float]?, noiseSeed: UInt32? = nil,
    statistics: NormalizationStatistics = .running, focus: PixelRect? = nil, focusShare: Double = 1,
    checkpoint: () throws -> Void = {}
  ) throws -> Rendering {
    try withoutGradients {
      note(map, latent: latent, noiseSeed: noiseSeed, statistics: statistics)
      // Statistics of the picture itself need all of it.
      let isLocal = statistics == .running && configuration.normalization != .instance
      let whole = PixelRect(configuration.outputSize)
      var wanted = isLocal && isPainted ? (focus ?? whole).intersection(whole) : whole
      if wanted != whole, share(of: wanted) > focusShare { wanted = whole }
      let region = Region.aligned(pendingPicture.intersection(wanted), in: whole)
      let work = planned(for: region)
      computedPixels = [:]
      guard var x = startCells else { preconditionFailure("a start is there after note") }
      for index in blocks.indices {
        try checkpoint()
        computedPixels[blocks[index].name] =
          work[index].hidden.area + work[index].output.area
        try blocks[index].compute(
          work[index], input: x, statistics: statistics, scratch: scratch, checkpoint: checkpoint)
        x = blocks[index].output
      }
      try checkpoint()
      paint(region, from: x)
      if region.union(pendingPicture) == region { pendingPicture = .none }
      if region == whole { isPainted = true }
      let exact: PixelRect? = pendingPicture.isEmpty ? nil : wanted
      let rendering = Rendering(picture: picture, exactIn: exact)
      if retainedBytes > memoryBudget { lastLatent = nil; forgetActivations() }
      return rendering
    }
  }

  /// Compares the request with what is retained and marks what is out of date, before anything
  /// is computed: a cancelled rendering leaves its marks.
  private func note(
    _ map: SymbolMap, latent: [Float]?, noiseSeed: UInt32?, statistics: NormalizationStatistics
  ) {
    let isNew = startCells == nil || latent != lastLatent || noiseSeed != lastNoise
    let isWhole =
      isNew || statistics != lastStatistics
      || statistics == .current || configuration.normalization == .instance
    var changes: [PixelRect] = []
    for pattern in patterns {
      let rowBytes = blocks.reduce(1) { $0 + ($1.pattern === pattern ? $1.rowBytes : 0) }
      let limit = tableBudget / patterns.count / rowBytes
      changes.append(
        scratch.workspace.measure(.numbering) { pattern.update(map, limit: limit) })
    }
    // From the start down: what the edit reaches at each block.
    var dirty = isWhole ? patterns[0].bounds : PixelRect.none
    if case .labels = start, !changes[0].isEmpty { dirty = dirty.union(changes[0]) }
    if !dirty.isEmpty { makeStart(map, latent: latent) }
    for index in blocks.indices {
      if isNew { blocks[index].take(latent: latent, noiseSeed: noiseSeed) }
      guard let level = patterns.firstIndex(where: { $0 === blocks[index].pattern }) else {
        continue
      }
      dirty = blocks[index].mark(dirty, windows: changes[level])
    }
    pendingPicture = pendingPicture.union(
      dirty.grown(1, in: PixelRect(configuration.outputSize)))
    lastLatent = latent
    lastNoise = noiseSeed
    lastStatistics = statistics
  }

  private func makeStart(_ map: SymbolMap, latent: [Float]?) {
    let height = configuration.startHeight
    let width = configuration.startWidth
    switch start {
    case .latent(let linear):
      guard let latent, latent.count == configuration.latentDimension else {
        preconditionFailure("this generator starts from \(configuration.latentDimension) numbers")
      }
      startCells = linear(Tensor(latent, shape: [1, latent.count]))
        .reshaped([1, configuration.widths[0], height, width]).converted(to: type).channelsLast()
    case .labels(let convolution):
      startCells = convolution(map.semantics(height: height, width: width, of: configuration))
        .converted(to: type).channelsLast()
    }
  }

  /// From the picture up: what each block has to compute so that `region` becomes exact.
  private func planned(for region: PixelRect) -> [Region] {
    var work = [Region](repeating: Region(), count: blocks.count)
    var needed = region.grown(1)
    for index in blocks.indices.reversed() {
      work[index] = blocks[index].work(for: needed)
      needed = blocks[index].inputNeeded(for: work[index])
    }
    return work
  }

  /// Multiplications that a part of the picture needs now, as a share of those of all of it; 1
  /// when all of it is done soon anyway.
  private func share(of part: PixelRect) -> Double {
    let whole = PixelRect(configuration.outputSize)
    func multiplications(_ rect: PixelRect) -> Int {
      zip(blocks, planned(for: Region.aligned(pendingPicture.intersection(rect), in: whole)))
        .reduce(0) { $0 + $1.0.multiplications(for: $1.1) }
    }
    let all = multiplications(whole)
    let frame = blocks.reduce(0) {
      $0 + $1.multiplications(for: Region(hidden: $1.level, output: $1.level))
    }
    return Double(all) < SPADEPlan.soonShare * Double(frame)
      ? 1 : Double(multiplications(part)) / Double(all)
  }

  /// Share of a frame's multiplications below which no part of them is worth a picture.
  private static let soonShare = 0.15

  private func paint(_ region: PixelRect, from x: Tensor) {
    guard !region.isEmpty else { return }
    let size = configuration.outputSize
    let ring = region.insetBy(-1)
    let activated = scratch.ring(x.shape[1], ring)
    let workspace = scratch.workspace
    workspace.measure(.modulation) {
      ModulationPass(
        size: size, rect: ring, doublesInput: false,
        repeatsEdges: configuration.structure?.repeatsEdges ?? false
      ).activate(x, slope: 0.2, into: activated)
    }
    let isWhole = region == PixelRect(size)
    let painted = workspace.measure(.convolution) {
      isWhole ? toRGB(activated, into: picture) : toRGB(activated)
    }
    if !isWhole { workspace.measure(.copies) { picture.part(region).assign(painted) } }
  }

  private var retainedBytes: Int { blocks.reduce(0) { $0 + $1.retainedBytes } }

  private func forgetActivations() {
    startCells = nil
    for index in blocks.indices { blocks[index].forget() }
    pendingPicture = PixelRect(configuration.outputSize)
  }
}
