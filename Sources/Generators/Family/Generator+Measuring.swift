public import Imaging
import Synthesis

extension Generator {
  /// Mean distance between pictures of one input under different codes: the mean absolute
  /// difference of pixels in −1…1, over all pairs; `nil` for a model without latent. Near 0 for a
  /// z that has collapsed in training.
  /// - Parameters:
  ///   - map: `nil` takes a sample map.
  ///   - codes: Seeds 0, 1, …; at least 2. Each costs one picture.
  /// - Throws: `ModelError`.
  public func codeDistance(on map: LabelMap? = nil, codes: Int = 6) throws -> Double? {
    precondition(codes >= 2, "a distance of \(codes) codes")
    guard description.capabilities.latent != nil else { return nil }
    let pictures = try (0..<codes).map {
      try synthesize(sampleRequest(seed: UInt32($0), map), checkpoint: {})
    }
    var total = 0.0
    var pairs = 0.0
    for (index, first) in pictures.enumerated() {
      for second in pictures[(index + 1)...] {
        total += first.meanDistance(to: second)
        pairs += 1
      }
    }
    return total / pairs
  }

  /// A picture of a sample input, for lists of models.
  /// - Throws: `ModelError`.
  public func preview() throws -> RGBImage {
    try synthesize(sampleRequest(seed: 0, nil), checkpoint: {})
  }

  private func sampleRequest(seed: UInt32, _ map: LabelMap?) -> RenderRequest {
    let capabilities = description.capabilities
    var conditioning = Conditioning()
    if let labels = capabilities.labels {
      conditioning.labelSet = labels.labelSet
      conditioning.labels =
        map ?? SampleMap.make(labels.labelSet, size: capabilities.outputSize)
    }
    if capabilities.labels == nil, capabilities.styleFromImage {
      // A model that turns pictures into others; one trained with borders wants objects as well.
      conditioning.exemplar = SampleMap.picture(size: capabilities.outputSize)
      conditioning.instances = InstanceMap(
        width: capabilities.outputSize.width, height: capabilities.outputSize.height,
        filledWith: 0)
    }
    if !capabilities.classNames.isEmpty { conditioning.classWeights = [0: 1] }
    return RenderRequest(
      stamp: 0, conditioning: conditioning, latent: LatentState(source: .seed(seed)))
  }
}

extension RGBImage {
  /// Mean absolute difference of all samples, pixels counted as −1…1. Both have the same size.
  public func meanDistance(to other: RGBImage) -> Double {
    precondition(size == other.size, "\(size) and \(other.size)")
    var total = 0
    for (a, b) in zip(elements, other.elements) {
      total += abs(Int(a.red) - Int(b.red)) + abs(Int(a.green) - Int(b.green))
      total += abs(Int(a.blue) - Int(b.blue))
    }
    return Double(total) / Double(3 * elements.count) / 127.5
  }
}
