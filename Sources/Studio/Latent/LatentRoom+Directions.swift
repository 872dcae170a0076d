import Canvas
import Sessions
public import Synthesis

/// Directions of w that the latent is moved along: loaded from files, gone along live, several at
/// once. Every change is one undo step, a run of steps too.
extension LatentRoom {
  /// The directions of the present picture.
  var directions: [LatentDirection] { picture.settings.latent.directions }

  /// The focused direction; `nil` on the place behind them, where one is loaded.
  var focusedDirection: Int? {
    directions.indices.contains(latentPane.direction) ? latentPane.direction : nil
  }

  /// `:` or Enter behind the last direction: the card that loads one.
  mutating func openDirectionFile() -> [Effect] {
    guard directions.count < LatentDirection.most else {
      showStatus(.reason, "\(LatentDirection.most) directions are the most: Del takes one off")
      return []
    }
    openLatentCard(for: .direction)
    return []
  }

  /// A direction was read from the file at a typed path.
  mutating func directionRead(_ direction: LatentDirection, from path: String) -> [Effect] {
    if let reason = misfit(of: direction) {
      pathFailed(path, UserFacingError(title: direction.name, what: "it \(reason)"))
      return []
    }
    closeCard()
    focus(.latent)
    latentPane.part = .layers
    latentPane.row = .directions
    if let index = directions.firstIndex(where: { $0.isParallel(to: direction) }) {
      latentPane.direction = index
      showStatus(.done, "\(direction.name) is there already: [ ] goes along it")
      return []
    }
    latentPane.direction = directions.count
    let effects = change({ _, _ in "direction \(direction.name)" }) {
      $0.latent.directions.append(direction)
    }
    showStatus(.done, "\(direction.name): [ ] goes along it, Space chooses layers")
    return effects
  }

  /// Why a direction is not this model's, as far as can be told before it is rendered.
  private func misfit(of direction: LatentDirection) -> String? {
    guard let latent = capabilities?.latent, latent.layers > 0 else {
      return "leads through w, and this model has none"
    }
    let width = direction.rows.first?.count ?? 0
    if latent.styleDimension > 0, width != latent.styleDimension {
      return "has \(width) numbers, w of this model \(latent.styleDimension)"
    }
    if direction.rows.count != 1, direction.rows.count != latent.layers {
      return "has \(direction.rows.count) rows, this model \(latent.layers) layers of w"
    }
    if directions.count >= LatentDirection.most { return "would be one too many" }
    return nil
  }

  /// Sets how far a direction is gone, to a hundredth of a step.
  mutating func setSteps(
    along index: Int, to steps: Double, amending before: PictureSettings? = nil
  ) -> [Effect] {
    guard directions.indices.contains(index), steps.isFinite else { return [] }
    let range = LatentDirection.strengthRange
    let value = min(max((steps * 100).rounded() / 100, range.lowerBound), range.upperBound)
    let name = directions[index].name
    return change({ _, _ in "\(name) → \(decimal(value, 2))" }, amending: before) {
      $0.latent.directions[index].strength = value
    }
  }

  /// `[` and `]`: a tenth of a step; a run of them is one undo step.
  mutating func turnDirection(by steps: Int) -> [Effect] {
    guard let index = focusedDirection else { return [] }
    let value = directions[index].strength + 0.1 * Double(steps)
    return turn(.direction(index), to: value, isDrag: false)
  }

  /// Space: all layers, the coarse ones, the middle ones, the fine ones, and round again.
  mutating func turnDirectionLayers() -> [Effect] {
    guard let index = focusedDirection else { return openDirectionFile() }
    let ranges = LatentDirection.ranges(ofLayers: capabilities?.latent?.layers ?? 0)
    let present = ranges.firstIndex { $0.layers == directions[index].layers } ?? -1
    let next = ranges[(present + 1) % ranges.count]
    let name = directions[index].name
    return change({ _, _ in "\(name) in \(next.words)" }) {
      $0.latent.directions[index].layers = next.layers
    }
  }

  /// Enter: types the steps, or loads a direction.
  mutating func typeDirection() -> [Effect] {
    guard let index = focusedDirection else { return openDirectionFile() }
    openBox(.direction(index))
    return []
  }

  /// Del: takes the focused direction off.
  mutating func removeDirection() -> [Effect] {
    guard let index = focusedDirection else { return [] }
    let name = directions[index].name
    return change({ _, _ in "without \(name)" }) { $0.latent.directions.remove(at: index) }
  }
}

extension LatentDirection {
  /// The layers that are chosen together, as StyleGAN's paper divides them: up to 8×8, up to 32×32,
  /// the rest. Ranges that a small model has not are left out.
  public static func ranges(ofLayers count: Int) -> [(layers: [Int]?, words: String)] {
    let parts = [
      (0..<4, "coarse layers"), (4..<8, "middle layers"), (8..<max(8, count), "fine layers"),
    ]
    let own = parts.map { (layers: Array($0.0.clamped(to: 0..<max(0, count))), words: $0.1) }
    return [(nil, "all layers")] + own.filter { !$0.layers.isEmpty && $0.layers.count < count }
  }

  /// Its layers in words.
  public func layerWords(ofLayers count: Int) -> String {
    guard let layers else { return "all layers" }
    if let range = Self.ranges(ofLayers: count).first(where: { $0.layers == layers }) {
      return range.words
    }
    guard let first = layers.first, let last = layers.last else { return "no layers" }
    return last - first == layers.count - 1 && first != last
      ? "layers \(first)-\(last)" : "layers " + layers.map(String.init).joined(separator: ",")
  }
}
