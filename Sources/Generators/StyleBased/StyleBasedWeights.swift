import Checkpoints
import Foundation

/// What imports of style-based generators have: tensors of one generator with the configuration they show.
struct StyleBasedWeights<Network: StyleBasedNetwork>: Sendable {
  let configuration: Network.Configuration
  let tensors: [StoredTensor]
  let file: URL
  /// Whether the mean w is measured over 10,240 seeds, for files that hold none.
  var measuresAverage = false

  /// What the shapes tell, a sentence each.
  var words: [String] {
    let classes = configuration.classNames.count
    return [
      "A \(Network.familyName) generator: z of \(configuration.latentDimension) numbers, w of "
        + "\(configuration.styleDimension) for each of \(configuration.layerCount) layers, "
        + (classes == 0 ? "no classes." : "\(classes) classes.")
    ]
  }

  /// The network, filled strictly: every tensor must be there, fit and be finite.
  func network() throws(ModelError) -> Network {
    var network = try Network.loaded(
      configuration, from: tensors, file: file.path, progress: nil)
    if measuresAverage { network.measureAverageStyle(seed: 0, batches: 10) }
    return network
  }

  /// The network as a model and as a package stores it.
  func model(named name: String) throws(ModelError) -> ImportedModel {
    let network = try network()
    return ImportedModel(
      generator: StyleBasedModel(name: name, generator: network),
      contents: PackageContents(
        manifest: try .encoded(for: file.path) {
          try ModelManifest(styleBased: network, name: name)
        },
        networks: GeneratorAlone(network)))
  }
}

extension WeightFiles {
  /// The name with the highest number among those that fit.
  static func newest(among names: Set<String>, _ fits: (String) -> Bool) -> String? {
    func number(_ name: String) -> Int { Int(name.filter(\.isNumber).suffix(15)) ?? -1 }
    return names.filter(fits).max { (number($0), $0) < (number($1), $1) }
  }
}
