public import Checkpoints
public import Layers
import Layouts
import Synthesis
public import Tensors

/// A network that makes pictures from z and classes alone. `LatentModel` makes a loaded model of
/// it.
public protocol LatentNetwork: PackableNetwork, ModelNetwork {
  /// What it is built from.
  associatedtype Configuration: LatentConfiguration

  /// Name of the family in `model.json`.
  static var family: String { get }
  /// The family in words.
  static var title: String { get }

  /// What it is built from.
  var configuration: Configuration { get }

  /// A network filled with stored tensors; nothing is drawn first.
  /// - Throws: `ModelError` listing everything that does not fit.
  static func loaded(
    _ configuration: Configuration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)?
  ) throws(ModelError) -> Self

  /// Makes pictures.
  /// - Parameters:
  ///   - z: `[N, latentDimension]`.
  ///   - weights: A weight for each class, `[N, classes]`, or `[N, blocks, classes]` for networks
  ///     of `chunks`; ignored without classes.
  ///   - checkpoint: Asked between blocks (cancellation).
  /// - Returns: `[N, 3, H, W]`, −1…1, float32.
  func pictures(
    _ z: Tensor, weights: Tensor?, mode: Mode, type: Tensors.ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) rethrows -> Tensor

  /// Folds spectral norms: the same function, for inference only.
  mutating func foldForInference()
}

extension LatentNetwork {
  /// The network as a loaded model.
  public func model(named name: String) -> any Generator {
    LatentModel(name: name, network: self)
  }
}

/// What all networks of z and classes say about themselves.
public protocol LatentConfiguration: ModelConfiguration {
  /// Side of the pictures.
  var resolution: Int { get }
  /// Length of z.
  var latentDimension: Int { get }
  /// Number of classes; 0 without.
  var classCount: Int { get }
  /// Names of the classes; `nil` for numbers.
  var classNames: [String]? { get }
  /// The parts of z of which the start and each block get one; empty where z is taken whole.
  var chunks: [Range<Int>] { get }
  /// Options of the reference program that give the network again, lines as in an `opt.txt`.
  var referenceText: String { get }
}

extension LatentConfiguration {
  /// None: z is taken whole.
  public var chunks: [Range<Int>] { [] }

  /// What a model can be asked for.
  func capabilities(latentMatters: Bool) -> Capabilities {
    Capabilities(
      mainInput: classCount > 0 ? .classes : .seeds,
      latent: Capabilities.Latent(
        dimension: latentDimension, chunks: chunks.count, matters: latentMatters),
      classNames: classNames ?? (0..<classCount).map { "class \($0)" },
      hasRunningStatistics: true,
      outputSize: .init(width: resolution, height: resolution))
  }
}

extension GeneratorAlone where Network: LatentNetwork {
  /// Manifest and network of a new package.
  /// - Throws: `ModelError` for a configuration that cannot be written.
  public func contents(named name: String) throws(ModelError) -> PackageContents {
    PackageContents(
      manifest: try .encoded(for: name) {
        try ModelManifest(
          name: name, family: Network.family, configuration: generator.configuration,
          labelSet: nil,
          latent: ModelManifest.LatentFacts(
            dimension: generator.configuration.latentDimension))
      },
      networks: self)
  }
}
