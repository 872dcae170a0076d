import Checkpoints

/// What names and shapes alone tell about a BigGAN generator.
struct BigGANWeightFacts {
  /// What the network is built from; epsilons are not in the weights.
  let configuration: BigGANConfiguration

  /// Reads the facts.
  /// - Throws: `ImportError.notAGenerator`.
  init(_ tensors: [StoredTensor], file: String) throws(ImportError) {
    let shapes = Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
    func fail(_ reason: String) -> ImportError { .notAGenerator(file: file, reason: reason) }
    func shape(_ name: String, rank: Int) throws(ImportError) -> [Int] {
      guard let shape = shapes[name] else { throw fail("the tensor \(name) is missing") }
      guard shape.count == rank, shape.allSatisfy({ $0 > 0 }) else {
        throw fail("\(name) has shape \(shape), expected \(rank) axes")
      }
      return shape
    }
    let blocks = (0..<16).prefix { shapes["blocks.\($0).0.conv1.weight"] != nil }.count
    let sides = BigGANConfiguration.resolutions
    guard let side = sides.first(where: { 4 << blocks == $0 }) else {
      throw fail("it has \(blocks) blocks, expected 3 to 7")
    }
    var found = BigGANConfiguration(resolution: side)
    let first = try shape("blocks.0.0.conv1.weight", rank: 4)
    found.width = 1
    let factor = found.widths.input[0]
    guard first[1].isMultiple(of: factor) else {
      throw fail("blocks.0.0.conv1 takes \(first[1]) channels, expected a multiple of \(factor)")
    }
    found.width = first[1] / factor
    let gain = try shape("blocks.0.0.bn1.gain.weight", rank: 2)
    let start = try shape("linear.weight", rank: 2)
    if shapes["shared.weight"] != nil {
      let shared = try shape("shared.weight", rank: 2)
      found.classCount = shared[0]
      found.sharedDimension = shared[1]
      let chunk = gain[1] - shared[1]
      guard chunk == 0 || chunk == start[1] else {
        throw fail(
          "norms take \(gain[1]) numbers, expected \(shared[1]) or \(shared[1] + start[1])")
      }
      found.isHierarchical = chunk > 0
    } else {
      found.classCount = gain[0]
      found.sharedDimension = nil
      found.isHierarchical = false
    }
    found.latentDimension = start[1] * found.slots
    found.attention = (0..<blocks).filter { shapes["blocks.\($0).1.theta.weight"] != nil }
      .map { 8 << $0 }
    found.isSpectral = shapes["linear.u0"] != nil
    found.keepsBiasedVariance = shapes["blocks.0.0.bn1.bn.accumulation_counter"] != nil
    configuration = found
  }

  /// The facts, a sentence each.
  var words: [String] {
    let found = configuration
    return [
      "A BigGAN of \(found.resolution)×\(found.resolution), width \(found.width), "
        + "\(found.classCount) classes.",
      "z has \(found.latentDimension) numbers, "
        + (found.isHierarchical ? "a part of it for every block." : "all for the first layer."),
      found.sharedDimension.map { "Classes are embedded in \($0) numbers that all norms share." }
        ?? "Every norm has its own table of classes.",
      found.attention.isEmpty
        ? "No attention."
        : "Attention at \(found.attention.map { "\($0)×\($0)" }.joined(separator: ", ")).",
    ]
  }
}
