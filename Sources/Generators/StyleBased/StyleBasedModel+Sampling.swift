public import Tensors

extension StyleBasedModel: LatentSampling {
  /// It makes pictures from codes alone.
  public var sampling: (any LatentSampling)? { self }
  /// Length of z.
  public var latentDimension: Int { network.configuration.latentDimension }
  /// Number of classes.
  public var classCount: Int { network.configuration.classNames.count }

  /// There is.
  public var hasStyles: Bool { true }

  /// Its network, as it was loaded.
  public var styleNetwork: (any StyleBasedNetwork)? { network }

  /// Style weights of the chosen layers; all that have any if absent.
  public func styleWeights(ofLayers layers: [Int]?) -> [Tensor] {
    (layers ?? Array(0..<network.configuration.layerCount)).compactMap {
      network.styleWeight(ofLayer: $0)
    }
  }

  /// Makes pictures with the same noise in all of them.
  public func pictures(z: Tensor, weights: Tensor?) throws -> Tensor {
    try pictures(styles: try styles(z: z, weights: weights))
  }

  /// w of codes, `[N, styleDimension]`.
  public func styles(z: Tensor, weights: Tensor?) throws -> Tensor {
    withoutGradients { network.style(z, classes: weights) }
  }

  /// Makes pictures from one w for all layers each, with the same noise in all of them.
  public func pictures(styles: Tensor) throws -> Tensor {
    let configuration = network.configuration
    let count = styles.shape[0]
    return try withoutGradients {
      try network.picture(
        styles: styles.unsqueezed(1).expanded(
          [count, configuration.layerCount, configuration.styleDimension]),
        noise: .fixed, type: .float32, observe: nil, checkpoint: {}
      ).moved(to: .cpu)
    }
  }
}
