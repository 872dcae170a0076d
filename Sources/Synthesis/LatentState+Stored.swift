public import Imaging

extension LatentState: StoredValue {
  /// ψ that can be set.
  public static let psiRange = -1.0...2.0
  /// Layers and chunks that any model has.
  private static let layerRange = 0...1023
  /// Latents of latents that are read: more nested ones cost more than any picture shows.
  static let sourceDepth = 12
  /// Numbers and seeds that a stored latent may hold in all.
  static let sourceSize = 1 << 20

  /// Numbers are finite and in their ranges, layers exist in some model, latents of latents are
  /// not nested without end.
  public mutating func validate(_ faults: inout [String]) {
    source.validate(&faults)
    StoredNumber.clamp(&truncationPsi, to: LatentState.psiRange, else: 1, "ψ", &faults)
    for (layer, psi) in layerPsi {
      guard LatentState.layerRange.contains(layer) else {
        faults.append("ψ of layer \(layer), which no model has")
        layerPsi[layer] = nil
        continue
      }
      var psi = psi
      StoredNumber.clamp(&psi, to: LatentState.psiRange, else: 1, "ψ of layer \(layer)", &faults)
      layerPsi[layer] = psi
    }
    if var cutoff = truncationCutoff {
      StoredNumber.clamp(&cutoff, to: 0...1024, "the cutoff of ψ", &faults)
      truncationCutoff = cutoff
    }
    mixing?.validate(&faults)
    if directions.count > LatentDirection.most {
      faults.append("a latent moved along \(directions.count) directions")
      directions.removeLast(directions.count - LatentDirection.most)
    }
    for index in directions.indices { directions[index].validate(&faults) }
  }

  /// Keeps the layers of a list that some model has.
  fileprivate static func checkLayers(_ layers: inout [Int], _ faults: inout [String]) {
    let known = layers.filter { layerRange.contains($0) }
    guard known.count < layers.count || known.count > 1024 else { return }
    faults.append("mixing named layers that no model has")
    layers = Array(known.prefix(1024))
  }
}

extension LatentState.Mixing: StoredValue {
  /// As for the latent itself.
  public mutating func validate(_ faults: inout [String]) {
    source.validate(&faults)
    LatentState.checkLayers(&layers, &faults)
    LatentState.checkLayers(&classLayers, &faults)
    ClassMixture.validate(&classWeights, &faults)
  }
}

extension LatentState.Source: StoredValue {
  /// Numbers are finite, fractions 0…1; what is nested too deep or too large becomes seed 0.
  public mutating func validate(_ faults: inout [String]) {
    var room = LatentState.sourceSize
    guard fits(depth: LatentState.sourceDepth, &room) else {
      faults.append("a latent nested or sized beyond what is read, now seed 0")
      self = .seed(0)
      return
    }
    self = bounded(&faults)
  }

  /// Whether it is nested at most so deep and has room for its parts.
  private func fits(depth: Int, _ room: inout Int) -> Bool {
    func fit(_ parts: [Self], _ room: inout Int) -> Bool {
      depth > 0 && parts.allSatisfy { $0.fits(depth: depth - 1, &room) }
    }
    switch self {
    case .seed, .place: room -= 1
    case .z(let values), .w(let values): room -= values.count
    case .wPlus(let rows): room -= rows.reduce(0) { $0 + $1.count }
    case .between(let first, let second, _), .linear(let first, let second, _):
      return fit([first, second], &room)
    case .combined(let sources, let weights):
      return sources.count == weights.count && !sources.isEmpty && fit(sources, &room)
    }
    return room >= 0
  }

  private func bounded(_ faults: inout [String]) -> Self {
    func numbers(_ values: [Float], _ faults: inout [String]) -> [Float] {
      var values = values
      StoredNumber.bound(&values, "a latent", &faults)
      return values
    }
    func part(_ fraction: Double, _ faults: inout [String]) -> Double {
      var fraction = fraction
      StoredNumber.clamp(&fraction, to: 0...1, else: 0, "a part of the way", &faults)
      return fraction
    }
    switch self {
    case .seed, .place: return self
    case .z(let values): return .z(numbers(values, &faults))
    case .w(let values): return .w(numbers(values, &faults))
    case .wPlus(let rows): return .wPlus(rows.map { numbers($0, &faults) })
    case .between(let first, let second, let fraction):
      return .between(
        first.bounded(&faults), second.bounded(&faults), fraction: part(fraction, &faults))
    case .linear(let first, let second, let fraction):
      return .linear(
        first.bounded(&faults), second.bounded(&faults), fraction: part(fraction, &faults))
    case .combined(let sources, let weights):
      return .combined(
        sources.map { $0.bounded(&faults) },
        weights: weights.map { weight in
          var weight = weight
          StoredNumber.clamp(&weight, to: -1e6...1e6, else: 0, "a weight", &faults)
          return weight
        })
    }
  }
}

/// Mixtures of classes as they stand in files: class id to weight.
public enum ClassMixture {
  /// Class ids that any model has.
  public static let ids = 0...65_535

  /// Ids are those of classes, weights finite and 0…1.
  public static func validate(_ weights: inout [Int: Double], _ faults: inout [String]) {
    for (id, weight) in weights {
      guard ids.contains(id) else {
        faults.append("a mixture named class \(id), which no model has")
        weights[id] = nil
        continue
      }
      var weight = weight
      StoredNumber.clamp(&weight, to: 0...1, else: 0, "the share of class \(id)", &faults)
      weights[id] = weight
    }
  }
}

extension InstanceStyle: StoredValue {
  /// Clusters that any model has.
  private static let clusters = 0...65_535

  /// The cluster's number is none below 0, the offset finite and of at most 4096 channels.
  public mutating func validate(_ faults: inout [String]) {
    if var number = cluster {
      StoredNumber.clamp(&number, to: InstanceStyle.clusters, "a style's number", &faults)
      cluster = number
    }
    StoredNumber.bound(&offset, "a style", &faults)
    if offset.count > 4096 {
      faults.append("a style had \(offset.count) channels")
      offset = []
    }
  }
}
