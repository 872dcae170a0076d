import Checkpoints
public import Generators
public import Imaging
public import Layers
public import Synthesis
public import Tensors

/// What a flat network is built from.
public struct FlatConfiguration: ModelConfiguration {
  /// Side of the pictures.
  public var side = 8

  /// Pictures of 8×8.
  public init() {}

  /// Checks what a file may have got wrong.
  public func validate() throws(ConfigurationError) {
    try ConfigurationError.check(side, in: 1...64, "side")
  }
}

/// Pictures of one colour.
public struct FlatNetwork: ModelNetwork {
  /// What it is built from.
  public let configuration: FlatConfiguration
  /// The colour, `[3]`, −1…1.
  public var color: Tensor

  /// A network of a colour, `[3]`.
  public init(_ configuration: FlatConfiguration = FlatConfiguration(), color: Tensor) {
    self.configuration = configuration
    self.color = color
  }

  /// Shows the colour.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try visitor.visit(&color, at: path / "flat" / "color", kind: .learned)
  }

  /// The network as a loaded model.
  public func model(named name: String) -> any Generator {
    FlatModel(name: name, network: self)
  }

  /// Paints, `[1, 3, side, side]`.
  public func picture() -> Tensor {
    let side = configuration.side
    return color.reshaped([1, 3, 1, 1]).expanded([1, 3, side, side]).contiguous()
  }
}

/// A flat network as a loaded model.
public struct FlatModel: Generator {
  /// Name of the family.
  public static let family = "flat"

  /// What it is.
  public let description: ModelDescription
  private var network: FlatNetwork

  init(name: String, network: FlatNetwork) {
    self.network = network
    description = ModelDescription(
      name: name, family: "flat", capabilities: Self.capabilities(network.configuration))
  }

  private static func capabilities(_ configuration: FlatConfiguration) -> Capabilities {
    Capabilities(outputSize: PixelSize(width: configuration.side, height: configuration.side))
  }

  /// What a package's model can be asked for.
  public static func capabilities(
    of package: ModelPackage, labelSet: LabelSet?
  ) throws(ModelError) -> Capabilities {
    capabilities(try package.configuration(as: FlatConfiguration.self))
  }

  /// Loads a package.
  public init(
    package: ModelPackage, labelSet: LabelSet?, progress: ((Double) -> Void)?
  ) throws(ModelError) {
    var network = FlatNetwork(
      try package.configuration(as: FlatConfiguration.self), color: .zeros([3]))
    let weights = try package.weights()
    try load(into: &network, from: weights.tensors(under: "generator"), file: weights.file)
    self.init(name: package.name, network: network)
  }

  /// Bytes of the colour.
  public var byteCount: Int { 12 }

  /// There is nothing to prepare.
  public mutating func prepare(for precision: Precision) throws(ModelError) {}

  /// It stays where it is.
  public mutating func move(to device: Device) throws(ModelError) {}

  /// Paints.
  public func synthesize(
    _ request: RenderRequest, checkpoint: () throws -> Void
  ) throws -> RGBImage {
    try checkpoint()
    return RGBImage(network.picture())
  }

  /// Nothing is to be said.
  public func remarks(on request: RenderRequest) -> [String] { [] }
}
