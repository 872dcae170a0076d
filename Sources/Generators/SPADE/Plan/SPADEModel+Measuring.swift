public import Imaging
import Layers
public import Layouts
public import Synthesis
public import Tensors

extension SPADEModel {
  /// A plan of this model's generator alone, for measuring.
  /// - Throws: `TensorError`.
  public func makePlan(_ type: Tensors.ElementType) throws(TensorError) -> SPADEPlan {
    try SPADEPlan(generator, type: type)
  }

  /// A plan of this model's generator alone.
  public func measuredPlan(
    for precision: Precision
  ) throws(TensorError) -> (any MeasuredPlan)? {
    try makePlan(precision.elementType)
  }
}

extension SPADEPlan: MeasuredPlan {
  /// Size of the pictures.
  public var outputSize: PixelSize { configuration.outputSize }
  /// Classes a map may hold, unlabelled included.
  public var labelCount: Int {
    configuration.labelCount + (configuration.hasUnlabelledChannel ? 1 : 0)
  }
  /// Whether edges between instances reach the network.
  public var usesEdges: Bool { configuration.usesInstanceEdges }
  /// Length of z; `nil` without one.
  public var latentDimension: Int? {
    configuration.usesVAE ? configuration.latentDimension : nil
  }

  /// Multiply-adds per frame that tables do not save: the convolutions of the main path.
  public var multiplications: Double {
    let generator = SPADEGenerator(
      configuration, initialization: .unfilled, using: RandomGenerator(seed: 1))
    let hasMore = configuration.upsampling != .normal
    let start = Double(configuration.startWidth * configuration.startHeight)
    let doublings = [
      "head_0": 0, "G_middle_0": 1, "G_middle_1": hasMore ? 2 : 1,
      "up_0": hasMore ? 3 : 2, "up_1": hasMore ? 4 : 3, "up_2": hasMore ? 5 : 4,
      "up_3": hasMore ? 6 : 5, "up_4": 7, "conv_img": configuration.upsampling.doublings,
    ]
    var total = 0.0
    for entry in generator.parameters() where entry.kind == .learned {
      let parts = entry.name.split(separator: ".").map(String.init)
      guard entry.tensor.shape.count == 4, let level = doublings[parts[0]],
        parts[0] == "conv_img" || parts[1].hasPrefix("conv")
      else { continue }
      total += Double(entry.tensor.count) * start * Double(1 << (2 * level))
    }
    return total
  }

  /// Renders one frame.
  public func frame(_ map: SymbolMap, latent: [Float]?, focus: PixelRect?) throws -> Tensor {
    try render(map, latent: latent, focus: focus).picture
  }
}
