public import Synthesis
public import Tensors

/// Turns the latent side of a request into one w per layer.
public struct StyleCodes {
  /// Length of z.
  public let latentDimension: Int
  /// Length of w.
  public let styleDimension: Int
  /// Number of layers.
  public let layers: Int
  private let map: ([Float]) -> [Float]

  /// - Parameter map: The mapping network: z to w.
  public init(
    latentDimension: Int, styleDimension: Int, layers: Int,
    map: @escaping ([Float]) -> [Float]
  ) {
    self.latentDimension = latentDimension
    self.styleDimension = styleDimension
    self.layers = layers
    self.map = map
  }

  /// The styles of a state, mixed but not truncated.
  /// - Returns: `[1, layers, style]`.
  /// - Throws: `ModelError.request` for numbers that are not this model's.
  public func styles(of state: LatentState) throws(ModelError) -> Tensor {
    var rows = try rows(of: state.source)
    if let mixing = state.mixing {
      for layer in mixing.layers where !(0..<layers).contains(layer) {
        throw .request(
          reason: "style mixing names layer \(layer), this model has the layers "
            + "0…\(layers - 1)", advice: "Choose among these.")
      }
      let others = try self.rows(of: mixing.source)
      for layer in mixing.layers { rows[layer] = others[layer] }
    }
    return Tensor(rows.flatMap { $0 }, shape: [1, layers, styleDimension])
  }

  /// ψ of every layer of a state: its own, else the general one below the cutoff.
  public func psi(of state: LatentState) -> [Double] {
    StyleTruncation.psi(state.truncationPsi, layers: layers, cutoff: state.truncationCutoff)
      .enumerated().map { state.layerPsi[$0.offset] ?? $0.element }
  }

  /// One w per layer of a source.
  private func rows(of source: LatentState.Source) throws(ModelError) -> [[Float]] {
    switch source {
    case .w(let style): return Array(repeating: try checked(style), count: layers)
    case .wPlus(let rows):
      guard rows.count == layers else {
        throw .request(
          reason: "the latent has \(rows.count) layers of w, this model \(layers)",
          advice: "Take a latent of this model.")
      }
      var styles: [[Float]] = []
      for row in rows { styles.append(try checked(row)) }
      return styles
    case .between(let first, let second, let fraction),
      .linear(let first, let second, let fraction):
      // Points of z have a path of their own; as soon as one end is a w the path is straight in w.
      guard first.isInW || second.isInW else { break }
      return try combined([first, second], weights: [1 - fraction, fraction])
    case .combined(let sources, let weights): return try combined(sources, weights: weights)
    case .place(let place):
      // The weights sum to 1, so that blending around the mean w is blending w itself.
      return try combined(
        place.corners.map { .seed($0.seed) }, weights: place.corners.map(\.weight))
    case .seed, .z: break
    }
    let style = map(try LatentVector.z(source, dimension: latentDimension))
    return Array(repeating: style, count: layers)
  }

  /// A weighted sum of w, layer by layer.
  private func combined(
    _ sources: [LatentState.Source], weights: [Double]
  ) throws(ModelError) -> [[Float]] {
    precondition(
      sources.count == weights.count, "\(sources.count) latents, \(weights.count) weights")
    let empty = [Double](repeating: 0, count: styleDimension)
    var sum = [[Double]](repeating: empty, count: layers)
    for (source, weight) in zip(sources, weights) where weight != 0 {
      for (layer, row) in try rows(of: source).enumerated() {
        for (index, value) in row.enumerated() { sum[layer][index] += weight * Double(value) }
      }
    }
    return sum.map { $0.map { Float($0) } }
  }

  private func checked(_ style: [Float]) throws(ModelError) -> [Float] {
    guard style.count == styleDimension else {
      throw .request(
        reason: "the latent has \(style.count) numbers, this model's w has \(styleDimension)",
        advice: "Take a seed, or a latent of this model.")
    }
    guard style.allSatisfy(\.isFinite) else {
      throw .request(
        reason: "the latent holds numbers that are not finite", advice: "Take a seed.")
    }
    return style
  }
}

extension LatentState.Source {
  /// Whether it names a point of w in a family that has one.
  fileprivate var isInW: Bool {
    switch self {
    case .seed, .z: false
    case .w, .wPlus, .combined, .place: true
    case .between(let first, let second, _), .linear(let first, let second, _):
      first.isInW || second.isInW
    }
  }
}
