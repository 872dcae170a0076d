public import Checkpoints
import Imaging
public import Layers
import Synthesis
public import Tensors

/// The generators of all scales with the pictures and noises that belong to them (Shaham et al.
/// 2019).
public struct SinGANPyramid: Sendable {
  /// What it is built from.
  public let configuration: SinGANConfiguration
  /// One per trained scale, from the coarsest.
  public internal(set) var generators: [SinGANGenerator]
  /// Noise of the reconstruction z*, one per trained scale, padded, `[1, 3, H + 2b, W + 2b]`.
  public internal(set) var noises: [Tensor]
  /// The photo at every scale, `[1, 3, H, W]`.
  public internal(set) var pictures: [Tensor]
  /// The bytes between scales; another way to make them only where a reference is compared.
  var bytes: @Sendable (Tensor) -> [UInt8] = { SinGANResize.bytes(of: $0) }

  /// Joins the parts of a pyramid.
  public init(
    _ configuration: SinGANConfiguration, generators: [SinGANGenerator], noises: [Tensor],
    pictures: [Tensor]
  ) {
    precondition(
      generators.count == configuration.channels.count && noises.count == generators.count
        && pictures.count == configuration.sizes.count, "a pyramid of unequal parts")
    self.configuration = configuration
    self.generators = generators
    self.noises = noises
    self.pictures = pictures
  }

  /// A pyramid whose numbers are to be loaded.
  init(unfilled configuration: SinGANConfiguration) {
    self.init(
      configuration,
      generators: configuration.channels.map { SinGANGenerator(channels: $0, using: nil) },
      noises: configuration.channels.indices.map {
        Tensor.zeros(configuration.noiseShape($0, channels: 3, padded: true))
      },
      pictures: configuration.sizes.map { Tensor.uninitialized([1, 3, $0.height, $0.width]) })
  }

  /// A pyramid filled with stored tensors, without the prefix `generator`.
  /// - Throws: `ModelError` listing everything that does not fit.
  public static func loaded(
    _ configuration: SinGANConfiguration, from tensors: [StoredTensor], file: String,
    progress: ((Double) -> Void)? = nil
  ) throws(ModelError) -> SinGANPyramid {
    let wanted =
      configuration.channels.reduce(0.0) { sum, widths in
        zip([3] + widths, widths + [3]).reduce(sum) { $0 + Double(9 * $1.0 * $1.1) }
      } + configuration.sizes.reduce(0.0) { $0 + Double(6 * $1.area) }
    try SizeLimits.check(weights: wanted, stored: tensors, file: file)
    var pyramid = SinGANPyramid(unfilled: configuration)
    try load(into: &pyramid, from: tensors, file: file, progress: progress)
    return pyramid
  }

  /// Packs the generators for inference.
  /// - Throws: `TensorError`.
  public mutating func packForInference() throws(TensorError) {
    for index in generators.indices { try generators[index].packForInference() }
  }
}

extension SinGANPyramid: Parameterized {
  /// Visits networks, noises and pictures.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    for index in generators.indices {
      try generators[index].visit(&visitor, at: path / "\(index)")
    }
    for index in configuration.noiseScales {
      try visitor.visit(&noises[index], at: path / "noise" / "\(index)", kind: .buffer)
    }
    for index in pictures.indices {
      try visitor.visit(&pictures[index], at: path / "picture" / "\(index)", kind: .buffer)
    }
  }
}

extension SinGANConfiguration {
  /// Shape of the noise of a scale at its own size.
  /// - Parameter padded: As the generator takes it; else as it is drawn, which animation does with
  ///   the border.
  func noiseShape(_ scale: Int, channels count: Int, padded: Bool) -> [Int] {
    let size = sizes[scale]
    return noiseShape(
      scale, size: size, channels: count, padded: padded)
  }

  /// Shape of the noise of a scale for a picture of another size.
  func noiseShape(
    _ scale: Int, size: PixelSize, channels count: Int, padded: Bool
  ) -> [Int] {
    let border = padded || purpose == .animation ? 2 * border(scale) : 0
    return [1, count, size.height + border, size.width + border]
  }
}
