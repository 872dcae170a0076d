import Foundation
public import Imaging
import Synthesis

/// Measures whether a model's latent does anything: the mean distance between pictures of one map
/// under different codes. A model whose z has collapsed in training makes one picture of all.
public enum LatentProbe {
  /// Mean absolute difference of pixels, in −1…1, over all pairs of codes; an import notes it as
  /// `LatentFacts.codeDistance`. `nil` for a model without latent. Costs one picture per code.
  /// - Parameters:
  ///   - map: What is rendered; bands of the model's own classes if `nil`.
  ///   - codes: How many seeds are tried, at least 2.
  /// - Throws: `ModelError`.
  public static func codeDistance(
    of model: any Generator, on map: LabelMap? = nil, codes: Int = 6
  ) throws -> Double? {
    precondition(codes >= 2, "\(codes) codes have no distance")
    let capabilities = model.description.capabilities
    guard capabilities.latent != nil, let labels = capabilities.labels else { return nil }
    let map = map ?? bands(of: labels.labelSet, size: capabilities.outputSize)
    let pictures = try (0..<codes).map { seed in
      try model.synthesize(
        RenderRequest(
          stamp: seed, conditioning: Conditioning(labels: map),
          latent: LatentState(source: .seed(UInt32(seed))))
      ) {}
    }
    var total = 0.0
    var pairs = 0
    for (index, first) in pictures.enumerated() {
      for second in pictures[(index + 1)...] {
        total += distance(first, second)
        pairs += 1
      }
    }
    return total / Double(pairs)
  }

  /// Mean absolute difference of two pictures of one size, in −1…1.
  public static func distance(_ first: RGBImage, _ second: RGBImage) -> Double {
    precondition(first.size == second.size, "\(first.size) and \(second.size) do not compare")
    var sum = 0
    for (a, b) in zip(first.elements, second.elements) {
      sum += abs(Int(a.red) - Int(b.red)) + abs(Int(a.green) - Int(b.green))
      sum += abs(Int(a.blue) - Int(b.blue))
    }
    return Double(sum) / Double(max(1, 3 * first.elements.count)) / 127.5
  }

  /// Up to eight of the set's classes, spread over it, as horizontal bands.
  private static func bands(of set: LabelSet, size: PixelSize) -> LabelMap {
    let ids = set.labels.map(\.id).filter { $0 != set.unlabelled }
    let count = min(8, ids.count)
    guard count > 0 else {
      return LabelMap(width: size.width, height: size.height, filledWith: 0)
    }
    var map = LabelMap(width: size.width, height: size.height, filledWith: 0)
    for y in 0..<size.height {
      let band = y * count / size.height
      let id = UInt16(clamping: ids[band * ids.count / count])
      for x in 0..<size.width { map[x, y] = id }
    }
    return map
  }
}
