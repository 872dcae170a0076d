public import Generators
public import Layers
public import Tensors

/// BigGAN's discriminator (Miyato & Koyama 2018; Brock et al. 2019): residual blocks, a sum over
/// positions, and a score plus the inner product with the class's vector.
public struct ProjectionDiscriminator: Sendable {
  /// What it is built from.
  public struct Configuration: Codable, Sendable, Hashable {
    /// Side of the pictures: 32, 64, 128, 256 or 512.
    public var resolution: Int
    /// Base width (`D_ch`).
    public var width = 64
    /// Number of classes.
    public var classCount: Int
    /// Attention follows blocks whose entry in the reference's table of sides is one of these.
    public var attention: [Int] = [64]
    /// Whether blocks are as wide inside as behind (`D_wide`).
    public var isWide = true
    /// Shortest length in the spectral norm (`SN_eps`).
    public var spectralEpsilon = 1e-12
    /// Whether weights are spectrally normalized (`D_param`).
    public var isSpectral = true

    /// A configuration with the reference's defaults for everything not given.
    public init(resolution: Int, classCount: Int) {
      self.resolution = resolution
      self.classCount = classCount
    }

    /// Output widths, table of sides and halvings (`D_arch`).
    var blocks: (widths: [Int], sides: [Int], halves: [Bool]) {
      let (factors, sides): ([Int], [Int]) =
        switch resolution {
        case 32: ([4, 4, 4, 4], [16, 16, 16, 16])
        case 64: ([1, 2, 4, 8, 16], [32, 16, 8, 4, 4])
        case 128: ([1, 2, 4, 8, 16, 16], [64, 32, 16, 8, 4, 4])
        case 256: ([1, 2, 4, 8, 8, 16, 16], [128, 64, 32, 16, 8, 4, 4])
        default: ([1, 1, 2, 4, 8, 8, 16, 16], [256, 128, 64, 32, 16, 8, 4, 4])
        }
      let halvings = resolution == 32 ? 2 : factors.count - 1
      return (factors.map { $0 * width }, sides, factors.indices.map { $0 < halvings })
    }

    /// Checks what a file or a person may have got wrong.
    /// - Throws: `ConfigurationError` naming the field and its range.
    public func validate() throws(ConfigurationError) {
      guard BigGANConfiguration.resolutions.contains(resolution) else {
        throw ConfigurationError(
          field: "resolution", found: "\(resolution)", expected: "32, 64, 128, 256 or 512")
      }
      guard (1...1024).contains(width) else {
        throw ConfigurationError(field: "D_ch", found: "\(width)", expected: "1…1024")
      }
      guard (1...100_000).contains(classCount) else {
        throw ConfigurationError(field: "n_classes", found: "\(classCount)", expected: "1…100000")
      }
    }
  }

  /// What it is built from.
  public let configuration: Configuration
  private var blocks: [Block]
  private var score: Linear
  private var embedding: Linear

  private struct Block: Sendable {
    var body: ResidualDownBlock
    var attention: SelfAttention?
  }

  /// A freshly drawn discriminator.
  public init(
    _ configuration: Configuration, initialization: Initialization = .orthogonal,
    using random: RandomGenerator
  ) {
    self.configuration = configuration
    let form: SpectralNorm.Form? =
      configuration.isSpectral ? .bigGAN(epsilon: configuration.spectralEpsilon) : nil
    let table = configuration.blocks
    var input = 3
    blocks = []
    for (index, output) in table.widths.enumerated() {
      let body = ResidualDownBlock(
        input, hidden: configuration.isWide ? output : input, output,
        entrance: index == 0 ? .plain : .activated, halves: table.halves[index], naming: .bigGAN,
        spectral: form, initialization: initialization, using: random)
      let attention =
        configuration.attention.contains(table.sides[index])
        ? SelfAttention(
          channels: output, spectral: form, initialization: initialization, using: random) : nil
      blocks.append(Block(body: body, attention: attention))
      input = output
    }
    score = Linear(
      input, 1, spectral: form, initialization: initialization, using: random)
    // A table of one row per class, normalized as the matrix it is.
    embedding = Linear(
      input, configuration.classCount, hasBias: false, spectral: form,
      initialization: initialization, using: random)
  }

  /// Judges pictures.
  /// - Parameters:
  ///   - pictures: `[N, 3, H, W]`, −1…1.
  ///   - classes: Class of each, `[N]`, int64.
  ///   - observe: Sees intermediate results under the reference's module names.
  /// - Returns: Scores, `[N, 1]`, float32.
  public func callAsFunction(
    _ pictures: Tensor, classes: Tensor, mode: Mode = .evaluation, type: ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Tensor {
    var x = pictures.converted(to: type).channelsLast()
    for (index, block) in blocks.enumerated() {
      x = block.body(x, mode: mode)
      observe?("blocks.\(index).0", x)
      if let attention = block.attention {
        x = attention(x, mode: mode)
        observe?("blocks.\(index).1", x)
      }
    }
    let features = x.converted(to: .float32).relu().sum(over: [2, 3])  // [N, C]
    let table = embedding.spectral?.normalized(embedding.weight, mode: mode) ?? embedding.weight
    let projected = (table.gathered(classes) * features).sum(over: [1], keepingAxes: true)
    return score(features, mode: mode) + projected
  }
}

extension ProjectionDiscriminator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in blocks.indices {
      let place = path / "blocks" / "\(index)"
      try blocks[index].body.visit(&visitor, at: place / "0")
      if var attention = blocks[index].attention {
        try attention.visit(&visitor, at: place / "1")
        blocks[index].attention = attention
      }
    }
    try score.visit(&visitor, at: path / "linear")
    try embedding.visit(&visitor, at: path / "embed")
  }
}
