public import Checkpoints
public import Imaging
import Layers
import Layouts
public import Tensors

/// What the configurations of style-based generators have in common.
public protocol StyleBasedConfiguration: ModelConfiguration {
  /// Length of z.
  var latentDimension: Int { get }
  /// Length of w.
  var styleDimension: Int { get }
  /// Number of w layers.
  var layerCount: Int { get }
  /// Names of the classes it is conditioned on; empty without.
  var classNames: [String] { get }
  /// Size of the pictures.
  var outputSize: PixelSize { get }
  /// Learned numbers within a factor of two, in floating point so that nothing overflows.
  var parameterEstimate: Double { get }
}

/// A generator with a mapping network: z to w, one w per layer to a picture.
public protocol StyleBasedNetwork: PackableNetwork, ModelNetwork {
  /// What it is built from.
  associatedtype Configuration: StyleBasedConfiguration

  /// Name of the family in `model.json`.
  static var family: String { get }
  /// The family in words.
  static var familyName: String { get }

  /// A generator filled with stored tensors; nothing is drawn first.
  /// - Throws: `ModelError` listing everything that does not fit.
  static func loaded(
    _ configuration: Configuration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)?
  ) throws(ModelError) -> Self

  /// What it is built from.
  var configuration: Configuration { get }
  /// Mean of w, `[styleDimension]`.
  var averageStyle: Tensor { get }

  /// z to w.
  /// - Parameters:
  ///   - z: `[N, latentDimension]`.
  ///   - classes: Weights of the classes, `[N, classes]`; `nil` without classes.
  /// - Returns: `[N, styleDimension]`.
  func style(_ z: Tensor, classes: Tensor?) -> Tensor

  /// What turns a layer's w into styles of its convolution: `[channels, styleDimension]`, as it is
  /// used; `nil` for a layer that only colours.
  func styleWeight(ofLayer layer: Int) -> Tensor?

  /// The noise maps stored with its layers, `[side, side]` each, in the order of the layers; none
  /// where noise is drawn.
  var noiseMaps: [Tensor] { get set }

  /// Measures the mean of w over seeded latents and keeps it.
  mutating func measureAverageStyle(seed: UInt64, batches: Int)

  /// Synthesizes.
  /// - Parameters:
  ///   - styles: One w per layer, `[N, layerCount, styleDimension]`, float32.
  ///   - type: Element type of the activations.
  ///   - checkpoint: Called between blocks; what it throws ends the work.
  /// - Returns: `[N, 3, H, W]`, about −1…1, float32.
  func picture(
    styles: Tensor, noise: NoiseInputs, type: Tensors.ElementType,
    observe: ((String, Tensor) -> Void)?, checkpoint: () throws -> Void
  ) throws -> Tensor
}

extension StyleBasedNetwork {
  /// None: noise is drawn.
  public var noiseMaps: [Tensor] {
    get { [] }
    set { precondition(newValue.isEmpty, "noise maps for a network that has none") }
  }

  /// The network as a loaded model.
  public func model(named name: String) -> any Generator {
    StyleBasedModel(name: name, generator: self)
  }

  /// Moves the mean of w towards the mean of some w, `[N, styleDimension]`, in place.
  public func trackAverageStyle(_ styles: Tensor, decay: Double) {
    let average = averageStyle
    withoutGradients {
      average.multiplyInPlace(by: decay)
      average.addInPlace(styles.detached().mean(over: [0]), scale: 1 - decay)
    }
  }

  /// Mean of w over batches of 1024 seeded latents; of a conditional network over all classes.
  /// - Returns: `[styleDimension]`.
  func meanStyle(seed: UInt64, batches: Int) -> Tensor {
    withoutGradients {
      let random = RandomGenerator(seed: seed)
      let classCount = configuration.classNames.count
      var sum = Tensor.zeros([configuration.styleDimension])
      for _ in 0..<batches {
        let z = random.normal([1024, configuration.latentDimension])
        let classes =
          classCount == 0
          ? nil : Tensor(oneHot: (0..<1024).map { $0 % classCount }, classes: classCount)
        sum = sum + style(z, classes: classes).mean(over: [0])
      }
      return sum / Double(batches)
    }
  }
}
