import Imaging
import Studio
import Synthesis
import Terminal

/// What titles and rows say of the number that a latent is played by: ψ, or where a pyramid starts.
extension StudioState {
  /// `ψ 0.70`, `start 3`.
  var latentNumber: Span {
    if let number = latentRows.first?.pyramidNumber, let pyramid = capabilities?.pyramid {
      let value = number.value(in: picture.settings.pyramid, of: pyramid)
      return Span("start \(number.text(value))", .normal, .latent(.row(.startScale)))
    }
    return Span(
      "ψ \(decimal(picture.settings.latent.truncationPsi, 2))", .normal, .press(.character("t")))
  }

  /// What `[` and `]` change: `ψ`, `start`.
  var latentNumberName: String { latentRows.first?.pyramidNumber == nil ? "ψ" : "start" }

  /// The size of a pyramid's results, `250×167`.
  var pyramidSize: String {
    capabilities.map { picture.settings.pyramid.size(of: $0).description } ?? ""
  }

  /// The size of a scale's own picture; empty for one that there is not.
  func pyramidScale(_ scale: Int) -> String {
    guard let sizes = capabilities?.pyramid?.sizes, sizes.indices.contains(scale) else { return "" }
    return sizes[scale].description
  }
}

/// The rows of a pyramid in the Latent dock.
extension LatentPane {
  /// A row of a number with its scale.
  func pyramidLine(_ row: LatentRow) -> Line {
    guard let number = row.pyramidNumber, let pyramid = state.capabilities?.pyramid else {
      return Line(name: "", spans: [], row: row)
    }
    let name = row.shortName
    if state.cards.box?.subject == .pyramid(number) {
      return Line(name: name, spans: boxSpans, row: row)
    }
    let range = number.range(in: pyramid)
    let value = number.value(in: state.picture.settings.pyramid, of: pyramid)
    let isScale = number == .startScale || number == .entryScale
    let columns = isScale ? min(25, Int(range.upperBound - range.lowerBound) + 1) : 16
    let words =
      switch number {
      case .startScale: value == 0 ? "all new" : "the photo below \(state.pyramidScale(Int(value)))"
      case .entryScale: "in \(state.pyramidScale(max(0, Int(value) - 1)))"
      case .width, .height: state.pyramidSize
      }
    return Line(
      name: name,
      spans: [Span(number.text(value).leftPadded(to: 5), .strong), Span(" ")]
        + scale(value, range, one: isScale ? nil : 1, columns: columns)
        + [Span("  " + words, .quiet)],
      row: row,
      slider: (
        .slider(.pyramid(number), low: range.lowerBound, high: range.upperBound), columns
      ),
      sliderStart: 6, rank: number == .width || number == .height ? 2 : 0)
  }

  /// What surrounds the paint.
  var blendingLine: Line {
    let ways: [PyramidRequest.Injection.Blending] = [.edit, .harmonize, .none]
    let spans = ways.flatMap { way -> [Span] in
      let isOn = way == state.picture.settings.pyramid.blending
      let target = HitTarget.latent(.blending(way))
      return [
        Span(isOn ? "▸" : " ", .focus, target),
        Span(way.words + "  ", isOn ? .strong : .normal, target),
      ]
    }
    return Line(name: "paint", spans: spans, row: .blending)
  }
}

extension Painter {
  /// The corners of the boxes whose noise has a seed of its own, on the map or the picture.
  mutating func markNoiseBoxes(of state: StudioState, in viewport: CellViewport) {
    let isChoosing = state.view.focus == .latent && state.latentPane.row == .noiseBoxes
    for (index, box) in state.noiseBoxes(on: viewport.image).enumerated() {
      let isChosen = isChoosing && index == state.chosenNoiseBox
      let signs = isChosen ? ["╔", "╗", "╚", "╝"] : ["╭", "╮", "╰", "╯"]
      markCorners(
        box, signs: display.usesUnicode ? signs : ["+", "+", "+", "+"], in: viewport)
    }
  }
}

extension LatentPane {
  /// Boxes with seeds of their own: the chosen one.
  var noiseBoxLine: Line {
    let regions = state.picture.settings.pyramid.regions
    guard let index = state.chosenNoiseBox else {
      return Line(
        name: "boxes",
        spans: [Span("none: ", .quiet)] + Span.key("s", "drag, ") + Span.key("d", "own noise"),
        row: .noiseBoxes, rank: 3)
    }
    if state.cards.box?.subject == .noiseBoxSeed(index) {
      return Line(name: "boxes", spans: boxSpans, row: .noiseBoxes)
    }
    let region = regions[index]
    return Line(
      name: "boxes",
      spans: [
        Span("\(index + 1) of \(regions.count)".leftPadded(to: 6), .strong),
        Span(
          "  \(region.rect.width)×\(region.rect.height) at scale \(region.scale), seed \(region.seed)"
        ),
      ], row: .noiseBoxes)
  }
}

/// The rows of a pyramid in the Inspector.
extension InspectorPane {
  /// Where it starts, where paint enters, how large the result is.
  func pyramidRow(_ row: LatentRow) -> Row? {
    let target = HitTarget.latent(.row(row))
    let settings = state.picture.settings.pyramid
    switch row {
    case .blending:
      guard state.isPaintedOver else {
        return Row("paint", [Span("none yet: b, drag", .quiet)])
      }
      return Row("paint", [Span(settings.blending.words, .normal, target)])
    case .width:
      return Row("size", [Span(state.pyramidSize, .normal, target)])
    case .height: return nil
    case .noiseBoxes:
      guard let index = state.chosenNoiseBox else { return nil }
      let regions = state.picture.settings.pyramid.regions
      return Row(
        "boxes",
        [
          Span("\(regions.count)", .normal, target),
          Span(" · scale \(regions[index].scale), seed \(regions[index].seed)", .quiet),
        ])
    default:
      guard let number = row.pyramidNumber, let pyramid = state.capabilities?.pyramid else {
        return nil
      }
      let value = number.value(in: settings, of: pyramid)
      return Row(
        row == .startScale ? "start" : "enters",
        [
          Span("scale \(number.text(value))", .normal, target),
          Span(" of \(pyramid.sizes.count - 1)", .quiet),
        ])
    }
  }

  /// All of them.
  var pyramidRows: [Row] {
    state.latentRows.filter {
      $0.pyramidNumber != nil || $0 == .blending || $0 == .noiseBoxes
    }.compactMap(pyramidRow)
  }
}

extension LatentRow {
  /// Its name at the left of its line.
  fileprivate var shortName: String {
    switch self {
    case .startScale: "start"
    case .entryScale: "enters"
    case .width: "width"
    case .height: "height"
    default: ""
    }
  }
}
