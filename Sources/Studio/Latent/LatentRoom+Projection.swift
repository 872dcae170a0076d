import Sessions
import Synthesis

/// A photo is put into the latent space: the w whose picture is nearest to it.
extension LatentRoom {
  /// Begins the search for a photo of the session; painting goes on meanwhile.
  mutating func projectPhoto(_ name: String) -> [Effect] {
    guard let photo = picture.photos.pictures[name], let model = picture.settings.model else {
      return []
    }
    guard !work.contains(where: { $0.kind == .projecting }) else {
      showStatus(.reason, "another photo is on its way into w: Ctrl-C stops it")
      return []
    }
    let request = ProjectionRequest(name: name, photo: photo, model: model)
    beginWork(.projecting, "finding \(name) in w", fraction: 0)
    showStatus(.done, "\(request.steps) steps; what you do meanwhile goes first")
    return [.project(request)]
  }

  /// The search is done: its latent is taken, and undone like any other.
  mutating func photoProjected(_ found: ProjectedPhoto) -> [Effect] {
    endWork(.projecting)
    guard let latent = capabilities?.latent, case .wPlus(let rows) = found.source,
      rows.count == latent.layers
    else {
      showStatus(.reason, "\(found.name) was found for another model: \(found.path)")
      return []
    }
    let effects = change({ _, _ in "\(found.name) in w" }) {
      $0.latent = LatentState(source: found.source, noise: $0.latent.noise)
      $0.seedWord = nil
    }
    showStatus(.done, "\(found.name) is found; kept as \(found.path)", copy: found.path)
    return effects
  }
}
