import Sessions
import Synthesis

/// What the settings are on the command line of `ganvas render`.
extension LatentRoom {
  /// Arguments that say where in latent space the picture is.
  var latentArguments: [String] {
    let settings = picture.settings
    let latent = (capabilities.map { settings.fitted(to: $0) } ?? settings).latent
    var parts: [String] = []
    switch latent.source {
    case .seed(let seed): parts += ["--seed", "\(seed)"]
    case .place(let place): parts += ["--place", "\(place.x),\(place.y)"]
    case .z(let code)
    where picture.settings.seedWord.map({ capabilities?.latent?.words[$0.lowercased()] }) == code:
      parts += ["--seed", picture.settings.seedWord ?? ""]
    case .z, .w, .wPlus, .between, .linear, .combined: parts += ["--latent", "latent.npz"]
    }
    func number(_ psi: Double) -> String {
      let short = decimal(psi, 2)
      return Double(short) == psi ? short : "\(psi)"
    }
    let psi = number(latent.truncationPsi)
    switch latent.truncationKind {
    case .resampling: parts += ["--truncation", psi]
    case .scaling, .truncatedNormal: parts += latent.truncationPsi == 1 ? [] : ["--psi", psi]
    }
    guard leftPane != .map else { return parts }
    if let cutoff = latent.truncationCutoff { parts += ["--cutoff", "\(cutoff)"] }
    for (layer, psi) in latent.layerPsi.sorted(by: { $0.key < $1.key }) {
      parts += ["--layer-psi", "\(layer):\(number(psi))"]
    }
    if let mixing = latent.mixing {
      func list(_ layers: [Int]) -> String {
        layers.map { "\($0)" }.joined(separator: ",")
      }
      if !mixing.layers.isEmpty { parts += ["--mix", "\(mixSeed):\(list(mixing.layers))"] }
      if let other = mixing.classWeights.keys.first, !mixing.classLayers.isEmpty {
        parts += ["--mix-class", "\(other):\(list(mixing.classLayers))"]
      }
    }
    for direction in latent.directions where direction.strength != 0 {
      let layers = direction.layers.map { "@" + $0.map(String.init).joined(separator: ",") } ?? ""
      parts += ["--direction", "\(direction.name)=\(number(direction.strength))\(layers)"]
    }
    switch latent.noise {
    case .fixed: break
    case .seeded(let seed): parts += ["--noise", "\(seed)"]
    case .off: parts += ["--noise", "off"]
    }
    for (id, share) in classShares where !picture.settings.classWeights.isEmpty {
      parts += ["--class", share == 1 ? "\(id)" : "\(id):\(decimal(share, 4))"]
    }
    return parts
  }
}
