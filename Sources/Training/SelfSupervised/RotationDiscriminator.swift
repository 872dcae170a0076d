public import Generators
public import Layers
public import Tensors

/// The ResNet discriminator of the self-supervised GAN with its second head, which says by how much
/// a picture was turned (Chen et al. 2019; layout of torch_mimicry).
public struct RotationDiscriminator: Sendable {
  /// What it is built from.
  public struct Configuration: Codable, Sendable, Hashable {
    /// Side of the pictures: 32, 48, 64 or 128.
    public var resolution: Int
    /// Width of the last map (`ndf`): 128 at 32, 1024 else in the reference.
    public var width: Int
    /// Whether the heads keep their spectral norm as PyTorch does, like the blocks; torch_mimicry
    /// does so above 32×32. `nil` means not.
    public var storesHeadVectors: Bool?

    /// A configuration with the reference's defaults for everything not given.
    public init(resolution: Int) {
      self.resolution = resolution
      width = resolution == 32 ? 128 : 1024
    }

    /// Output width of each block and whether it halves.
    var blocks: [(width: Int, halves: Bool)] {
      switch resolution {
      case 32: [(width, true), (width, true), (width, false), (width, false)]
      case 48:
        [
          (width / 16, true), (width / 8, true), (width / 4, true), (width / 2, true),
          (width, false),
        ]
      case 64:
        [
          (width / 16, true), (width / 8, true), (width / 4, true), (width / 2, true),
          (width, true),
        ]
      default:
        [
          (width / 16, true), (width / 8, true), (width / 4, true), (width / 2, true),
          (width, true), (width, false),
        ]
      }
    }

    /// Checks what a file or a person may have got wrong.
    /// - Throws: `ConfigurationError` naming the field and its range.
    public func validate() throws(ConfigurationError) {
      guard SelfSupervisedConfiguration.resolutions.contains(resolution) else {
        throw ConfigurationError(
          field: "resolution", found: "\(resolution)", expected: "32, 48, 64 or 128")
      }
      guard (16...8192).contains(width) || (resolution == 32 && (1...8192).contains(width)) else {
        throw ConfigurationError(field: "ndf", found: "\(width)", expected: "16…8192")
      }
    }
  }

  /// What it says about pictures.
  public struct Verdict: Sendable {
    /// How real, `[N, 1]`.
    public var score: Tensor
    /// Scores of 0°, 90°, 180° and 270°, `[N, 4]`.
    public var rotation: Tensor
  }

  /// What it is built from.
  public let configuration: Configuration
  private var blocks: [ResidualDownBlock]
  private var score: Linear
  private var rotation: Linear

  /// A freshly drawn discriminator.
  public init(
    _ configuration: Configuration, initialization: Initialization = .orthogonal,
    using random: RandomGenerator
  ) {
    self.configuration = configuration
    var input = 3
    blocks = configuration.blocks.enumerated().map { index, block in
      defer { input = block.width }
      return ResidualDownBlock(
        input, hidden: index == 0 ? block.width : input, block.width,
        entrance: index == 0 ? .plain : .activatedInPlace, halves: block.halves,
        naming: .mimicry, spectral: .stored, initialization: initialization, using: random)
    }
    func head(_ output: Int) -> Linear {
      Linear(
        configuration.width, output,
        spectral: configuration.storesHeadVectors == true ? .stored : .mimicry,
        initialization: initialization,
        using: random)
    }
    score = head(1)
    rotation = head(RotationTask.classes)
  }

  /// Judges pictures.
  /// - Parameters:
  ///   - pictures: `[N, 3, H, W]`, −1…1.
  ///   - observe: Sees intermediate results under the reference's module names.
  public func callAsFunction(
    _ pictures: Tensor, mode: Mode = .evaluation, type: ElementType = .float32,
    observe: ((String, Tensor) -> Void)? = nil
  ) -> Verdict {
    var x = pictures.converted(to: type).channelsLast()
    for (index, block) in blocks.enumerated() {
      x = block(x, mode: mode)
      observe?("block\(index + 1)", x)
    }
    let features = x.converted(to: .float32).relu().sum(over: [2, 3])
    return Verdict(
      score: score(features, mode: mode), rotation: rotation(features, mode: mode))
  }
}

extension RotationDiscriminator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in blocks.indices {
      try blocks[index].visit(&visitor, at: path / "block\(index + 1)")
    }
    try score.visit(&visitor, at: path / "l\(blocks.count + 1)")
    try rotation.visit(&visitor, at: path / "l_y")
  }
}
