import Checkpoints
public import Generators
import Layers
public import Tensors

/// What fixtures of NVlabs/stylegan expect of the discriminator (`D_basic`), computed from the pickle.
public enum NVStyleGANDiscriminatorFixture: FixtureNetwork {
  /// Smallest side whose halving is fused with its convolution where nothing else is said.
  private static let fusedFrom = 128

  /// `d_out`, where the pickle holds such a discriminator.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard let weights = try fixture.weights(option: "checkpoint"),
      let network = TensorFlowNetwork.discriminator(in: weights), network.function == "D_basic"
    else { return [:] }
    guard let side = network.arguments["resolution"]?.int, (8...1024).contains(side),
      side.nonzeroBitCount == 1
    else { throw FixtureError("\(weights.file) does not say its resolution") }
    guard let picture = try fixture.input("d_image", shape: [nil, 3, side, side]) else {
      throw FixtureError("the input “d_image” is missing")
    }
    let classCount = network.arguments["label_size"]?.int ?? 0
    let classes = try fixture.input("c", shape: [picture.shape[0], classCount])
    return try withoutGradients {
      var scores = try scores(network, of: picture, side: side)
      if classCount > 0 {
        guard let classes else { throw FixtureError("the input “c” is missing") }
        scores = (scores * classes).sum(over: [1], keepingAxes: true)
      }
      return ["d_out": scores]
    }
  }

  /// Scores before labels choose one, `[N, labels or 1]`.
  private static func scores(
    _ network: TensorFlowNetwork, of picture: Tensor, side: Int
  ) throws -> Tensor {
    func tensor(_ name: String, axes: Int) throws -> Tensor {
      guard let stored = network.variables[name], stored.shape.count == axes else {
        throw FixtureError("the discriminator has no \(name) of \(axes) axes")
      }
      return Tensor(stored)
    }
    /// `[out, in, k, k]`, scaled by √2 / √fan-in.
    func kernel(_ name: String) throws -> Tensor {
      let weight = try tensor(name + "/weight", axes: 4)
      let fan = Double(weight.shape.dropLast().reduce(1, *))
      return weight.permuted([3, 2, 0, 1]).contiguous() * (2 / fan).squareRoot()
    }
    func bias(_ name: String) throws -> Tensor { try tensor(name + "/bias", axes: 1) }
    func dense(_ x: Tensor, _ name: String, gain: Double) throws -> Tensor {
      let weight = try tensor(name + "/weight", axes: 2)
      let scaled = weight.transposed(0, 1) * (gain / Double(weight.shape[0]).squareRoot())
      return x.linear(scaled, bias: try bias(name))
    }
    var x = picture.convolved(
      try kernel("FromRGB_lod0"), bias: try bias("FromRGB_lod0")
    ).leakyReLU()
    var size = side
    let isAlwaysFused = network.arguments["fused_scale"]?.bool
    while size > 4 {
      let place = "\(size)x\(size)/"
      x = x.convolved(
        try kernel(place + "Conv0"), bias: try bias(place + "Conv0"), padding: 1
      ).leakyReLU()
      x = BinomialBlur(channels: x.shape[1])(x)
      let weight = try kernel(place + "Conv1_down")
      let offset = try bias(place + "Conv1_down").reshaped([1, -1, 1, 1])
      if isAlwaysFused ?? (size >= fusedFrom) {
        x = x.convolved(fused(weight), stride: 2, padding: 1)
      } else {
        x = x.convolved(weight, padding: 1).averagePooled(kernel: 2, stride: 2)
      }
      x = (x + offset).leakyReLU()
      size /= 2
    }
    x = MinibatchDeviation.appended(to: x, groupSize: 4)
    x = x.convolved(try kernel("4x4/Conv"), bias: try bias("4x4/Conv"), padding: 1).leakyReLU()
    x = x.contiguous().reshaped([x.shape[0], -1])
    x = try dense(x, "4x4/Dense0", gain: 2.0.squareRoot()).leakyReLU()
    return try dense(x, "4x4/Dense1", gain: 1)
  }

  /// A 3×3 kernel fused with halving: the mean of its four shifts by one, 4×4.
  private static func fused(_ weight: Tensor) -> Tensor {
    let padded = Engine.call(
      "aten::constant_pad_nd", "", .tensor(weight), .ints([1, 1, 1, 1]), .double(0))
    func shifted(_ row: Int, _ column: Int) -> Tensor {
      padded.sliced(axis: 2, from: row, to: row + 4)
        .sliced(axis: 3, from: column, to: column + 4)
    }
    return (shifted(1, 1) + shifted(0, 1) + shifted(1, 0) + shifted(0, 0)) / 4
  }
}
