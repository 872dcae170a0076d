import Studio
import Synthesis
import Terminal

/// The lines of the Latent dock about directions of w.
extension LatentPane {
  /// A line per direction, and one where another is loaded; where there is none it stands alone.
  var directionLines: [Line] {
    let count = state.capabilities?.latent?.layers ?? 0
    let chosen = min(state.latentPane.direction, latent.directions.count)
    var lines = latent.directions.enumerated().map { index, direction in
      let target = HitTarget.latent(.direction(index))
      let row: LatentRow? = index == chosen ? .directions : nil
      if state.cards.box?.subject == .direction(index) {
        return Line(name: "along", spans: boxSpans, row: row)
      }
      let spans =
        [
          Span(decimal(direction.strength, 2).leftPadded(to: 6), .strong, target), Span(" "),
          Span(direction.name.prefix(12).padded(to: 12) + " ", .normal, target),
          Span(direction.layerWords(ofLayers: count).replacing(" layers", with: "") + " ", .quiet),
        ] + scale(direction.strength, -5...5, one: 0, columns: 11)
      return Line(
        name: index == 0 ? "along" : "", spans: spans, row: row,
        slider: (.slider(.direction(index), low: -5, high: 5), 11), rank: row == nil ? 2 : 0)
    }
    let isChosen = chosen == latent.directions.count
    lines.append(
      Line(
        name: lines.isEmpty ? "along" : "",
        spans: [
          Span("   +", .strong, .latent(.direction(latent.directions.count))),
          Span(" Enter loads a direction of w", .quiet),
        ], row: isChosen ? .directions : nil, rank: isChosen ? 0 : 4))
    return lines
  }
}

extension StringProtocol {
  /// The text with blanks behind it.
  func padded(to columns: Int) -> String {
    self + String(repeating: " ", count: Swift.max(0, columns - count))
  }
}
