public import Layers
public import Tensors

/// StyleGAN2's mapping network: z (and a class) to w, with the running mean of w.
public struct StyleGAN2Mapping: Sendable {
  /// One-hot class to a vector beside z; none in an unconditional network.
  var embedding: EqualizedLinear?
  var layers: [EqualizedLinear]
  /// Whether the class's vector is joined with z before both are normalized.
  private let joinsFirst: Bool
  /// Mean of w over training, `[style]`; a discriminator's mapping has none.
  public internal(set) var average: Tensor?

  /// Fresh weights.
  /// - Parameters:
  ///   - latent: Length of z; 0 maps classes alone.
  ///   - classes: How many; 0 maps z alone.
  ///   - style: Length of w.
  ///   - layers: How many layers follow.
  ///   - hidden: Width between them; that of w if absent.
  ///   - label: Width of a class's vector; that of w if absent.
  ///   - joinsFirst: Whether it is joined with z before both are normalized.
  ///   - tracksAverage: Whether the mean of w belongs to it.
  ///   - random: `nil` leaves the weights unfilled, to be loaded.
  public init(
    latent: Int, classes: Int, style: Int, layers count: Int, hidden: Int? = nil,
    label: Int? = nil, joinsFirst: Bool = false, tracksAverage: Bool,
    using random: RandomGenerator?
  ) {
    self.joinsFirst = joinsFirst
    var width = latent
    if classes > 0 {
      embedding = EqualizedLinear(classes, label ?? style, using: random)
      width += label ?? style
    }
    layers = []
    for index in 0..<count {
      let output = index == count - 1 ? style : hidden ?? style
      layers.append(EqualizedLinear(width, output, rate: 0.01, using: random))
      width = output
    }
    average = tracksAverage ? Tensor.zeros([style]) : nil
  }

  /// - Parameters:
  ///   - z: `[N, latent]`; absent in a mapping of classes alone.
  ///   - classes: Weights of the classes, `[N, classes]`; one-hot for a single class.
  /// - Returns: w, `[N, style]`.
  public func callAsFunction(_ z: Tensor?, classes: Tensor? = nil) -> Tensor {
    var parts: [Tensor] = []
    if let z { parts.append(joinsFirst ? z : z.pixelNormalized()) }
    if let embedding {
      guard let classes else { preconditionFailure("a conditional network needs classes") }
      let vector = embedding(classes)
      parts.append(joinsFirst ? vector : vector.pixelNormalized())
    }
    var x = parts.count == 1 ? parts[0] : Tensor.concatenated(parts, axis: 1)
    if joinsFirst { x = x.pixelNormalized() }
    for layer in layers { x = layer(x).leakyReLU() * 2.0.squareRoot() }
    return x
  }

  /// Scales weights once, for inference.
  mutating func scaleForInference() {
    embedding?.scaleForInference()
    for index in layers.indices { layers[index].scaleForInference() }
  }
}

extension StyleGAN2Mapping: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    if var average = self.average {
      try visitor.visit(&average, at: path / "w_avg", kind: .buffer)
      self.average = average
    }
    if var embedding = self.embedding {
      try embedding.visit(&visitor, at: path / "embed")
      self.embedding = embedding
    }
    for index in layers.indices {
      try layers[index].visit(&visitor, at: path / "fc\(index)")
    }
  }
}
