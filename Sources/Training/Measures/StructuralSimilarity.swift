import Foundation
public import Tensors

/// Multi-scale structural similarity (Wang et al. 2003): 1 for equal pictures, lower the less alike.
/// Between pictures of one model it tells how little they vary (Odena et al. 2017).
public enum StructuralSimilarity {
  /// Weights of the five scales, fine to coarse.
  static let weights = [0.0448, 0.2856, 0.3001, 0.2363, 0.1333]
  /// Side and deviation of the Gaussian window; smaller where a scale is smaller.
  private static let window = (side: 11, deviation: 1.5)

  /// MS-SSIM of pairs of pictures.
  /// - Parameters: `[N, C, H, W]` each, −1…1.
  /// - Returns: One number per pair; scales smaller than one pixel are left out, the weights of the
  ///   others made to sum to 1.
  public static func multiScale(_ first: Tensor, _ second: Tensor) -> [Double] {
    withoutGradients {
      var a = (first + 1) * 127.5
      var b = (second + 1) * 127.5
      var products = [Double](repeating: 1, count: first.shape[0])
      let side = min(first.shape[2], first.shape[3])
      let scales = (0..<weights.count).prefix { side >> $0 >= 2 }.count
      let total = weights.prefix(scales).reduce(0, +)
      for scale in 0..<scales {
        let (similarity, contrast) = single(a, b)
        let values = scale == scales - 1 ? similarity : contrast
        for (index, value) in values.enumerated() {
          // Structure can be opposite; as in the reference implementations it counts as none.
          products[index] *= pow(max(0, value), weights[scale] / total)
        }
        a = a.averagePooled(kernel: 2, stride: 2)
        b = b.averagePooled(kernel: 2, stride: 2)
      }
      return products
    }
  }

  /// SSIM and its contrast-structure part, means over the picture, per pair; values 0…255.
  static func single(_ a: Tensor, _ b: Tensor) -> (similarity: [Double], contrast: [Double]) {
    let side = min(window.side, min(a.shape[2], a.shape[3]))
    let kernel = gaussian(side, deviation: window.deviation * Double(side) / Double(window.side))
    let channels = a.shape[1]
    let weight = Tensor(kernel, shape: [1, 1, side, side]).expanded([channels, 1, side, side])
      .contiguous()
    func blurred(_ x: Tensor) -> Tensor { x.convolved(weight, groups: channels) }
    let (c1, c2) = (6.5025, 58.5225)  // (0.01 · 255)², (0.03 · 255)²
    let meanA = blurred(a)
    let meanB = blurred(b)
    let meansProduct = meanA * meanB
    let meansSquared = meanA.squared() + meanB.squared()
    let covariance = blurred(a * b) - meansProduct
    let variances = blurred(a.squared() + b.squared()) - meansSquared
    let contrast = (covariance * 2 + c2) / (variances + c2)
    let similarity = (meansProduct * 2 + c1) / (meansSquared + c1) * contrast
    return (
      similarity.mean(over: [1, 2, 3]).doubles(), contrast.mean(over: [1, 2, 3]).doubles()
    )
  }

  private static func gaussian(_ side: Int, deviation: Double) -> [Float] {
    let centre = Double(side - 1) / 2
    let line = (0..<side).map { index -> Double in
      let distance = (Double(index) - centre) / deviation
      return exp(-distance * distance / 2)
    }
    let sum = line.reduce(0, +)
    return line.flatMap { row in line.map { Float(row * $0 / (sum * sum)) } }
  }
}
