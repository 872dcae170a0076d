public import Imaging
import Synthesis
import Tensors

extension SPADEModel {
  /// Mean distance between pictures of one map under different codes: the mean absolute
  /// difference of pixels in −1…1, over all pairs; `nil` for a model without latent. Near 0 for a
  /// z that has collapsed in training.
  /// - Parameters:
  ///   - map: `nil` takes a sample map.
  ///   - codes: Seeds 0, 1, …; at least 2. Each costs one picture.
  /// - Throws: `ModelError`.
  public func codeDistance(on map: LabelMap? = nil, codes: Int = 6) throws -> Double? {
    precondition(codes >= 2, "a distance of \(codes) codes")
    guard configuration.usesVAE else { return nil }
    let pictures = try (0..<codes).map { try picture(sampleRequest(seed: UInt32($0), map)) }
    var total = 0.0
    var pairs = 0.0
    for (index, first) in pictures.enumerated() {
      for second in pictures[(index + 1)...] {
        total += (first - second).absolute().mean().item
        pairs += 1
      }
    }
    return total / pairs
  }

  /// A picture of the sample map, for lists of models.
  /// - Throws: `ModelError`.
  public func preview() throws -> RGBImage {
    RGBImage(try picture(sampleRequest(seed: 0, nil)))
  }

  private func sampleRequest(seed: UInt32, _ map: LabelMap?) -> RenderRequest {
    RenderRequest(
      stamp: 0,
      conditioning: Conditioning(
        labelSet: labelSet,
        labels: map ?? SampleMap.make(labelSet, size: configuration.outputSize)),
      latent: LatentState(source: .seed(seed)))
  }
}
