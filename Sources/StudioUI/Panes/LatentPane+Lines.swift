import Imaging
import Studio
import Synthesis
import Terminal

/// The rows of the Latent dock, one line each; layers have several.
extension LatentPane {
  var latent: LatentState { state.picture.settings.latent }

  var seedLine: Line {
    let steps = [
      Span(",", .strong, .press(.character(","))), Span(" "),
      Span(".", .strong, .press(.character("."))), Span(" step"),
    ]
    return Line(
      name: "at",
      spans: [Span(SeedGridPane.words(for: state), .strong, .press(.character("D")))],
      keys: [Span.key("D", "type"), Span.key("d", "die"), steps])
  }

  var placeLine: Line {
    let place = state.seedPlace
    var spans = [Span("\(decimal(place.x, 2)), \(decimal(place.y, 2))")]
    if !place.isWhole {
      let seeds = place.corners.map { "\($0.seed) \(Int(($0.weight * 100).rounded())) %" }
      spans.append(Span("  " + seeds.joined(separator: "  "), .quiet))
    }
    return Line(name: "x, y", spans: spans, rank: 5)
  }

  /// A scale with a mark at `one` and a dot at the value.
  func scale(_ value: Double, _ range: ClosedRange<Double>, one: Double?, columns: Int)
    -> [Span]
  {
    func place(_ value: Double) -> Int {
      // A pyramid of two scales has one place to enter it.
      guard range.upperBound > range.lowerBound else { return 0 }
      let part = (value - range.lowerBound) / (range.upperBound - range.lowerBound)
      return min(columns - 1, max(0, Int((part * Double(columns - 1)).rounded())))
    }
    return (0..<columns).map { column in
      if column == place(value) { return Span("●", .focus) }
      return Span(one.map(place) == column ? "┼" : "─", .quiet)
    }
  }

  var psiLine: Line {
    if state.cards.box?.subject == .psi { return Line(name: "ψ", spans: boxSpans, row: .psi) }
    let psi = latent.truncationPsi
    let spans =
      [Span(decimal(psi, 2).leftPadded(to: 5), .strong, .press(.character("t"))), Span(" ")]
      + scale(psi, -1...2, one: 1, columns: 25)
    return Line(
      name: "ψ", spans: spans, row: .psi, slider: (.slider(.psi, low: -1, high: 2), 25))
  }

  var kindLine: Line {
    let spans = LatentState.TruncationKind.allCases.flatMap { kind -> [Span] in
      let isOn = kind == latent.truncationKind
      let target = HitTarget.latent(.kind(kind))
      return [
        Span(isOn ? "▸" : " ", .focus, target),
        Span(kind.words + "  ", isOn ? .strong : .normal, target),
      ]
    }
    return Line(name: "by", spans: spans, row: .kind)
  }

  var cutoffLine: Line {
    if state.cards.box?.subject == .cutoff {
      return Line(name: "cutoff", spans: boxSpans, row: .cutoff)
    }
    let layers = state.capabilities?.latent?.layers ?? 0
    let cutoff = min(latent.truncationCutoff ?? layers, layers)
    let words = cutoff == layers ? "  all" : "\(cutoff)".leftPadded(to: 5)
    return Line(
      name: "cutoff",
      spans: [Span(words, .strong), Span(" ")]
        + scale(Double(cutoff), 0...Double(max(1, layers)), one: nil, columns: 25)
        + [Span(" of \(layers)", .quiet)],
      row: .cutoff)
  }

  var mixLine: Line {
    if state.cards.box?.subject == .mixSeed { return Line(name: "mix", spans: boxSpans, row: .mix) }
    let part = (state.capabilities?.latent?.layers ?? 0) > 0 ? "layer" : "chunk"
    guard let mixing = latent.mixing else {
      return Line(
        name: "mix", spans: [Span("off  "), Span("Space on a \(part) mixes one in", .quiet)],
        row: .mix)
    }
    var words = "seed \(state.mixSeed) in \(mixing.layers.count) \(part)s"
    if mixing.layers.count == 1 { words.removeLast() }
    if !mixing.classLayers.isEmpty {
      words += ", \(state.words(forClasses: mixing.classWeights)) in \(mixing.classLayers.count)"
    }
    return Line(name: "mix", spans: [Span(words)], row: .mix)
  }

  /// Columns from one layer to the next.
  private var layerPitch: Int { state.mixableParts > 12 ? 2 : 3 }

  private func numbers(_ row: LatentRow) -> [Span] {
    (0..<state.mixableParts).map { layer in
      let text = layerPitch < 3 ? "\(layer % 10)" : "\(layer)"
      let isFocused = state.latentPane.row == row && state.latentPane.layer == layer
      return Span(
        text.leftPadded(to: layerPitch - 1) + " ", isFocused ? .focus : .quiet,
        .latent(.layer(row, layer)))
    }
  }

  private func boxes(_ row: LatentRow, _ mixed: [Int]) -> [Span] {
    (0..<state.mixableParts).map { layer in
      let isMixed = mixed.contains(layer)
      let sign = row == .classLayers && layer == 0 ? " " : isMixed ? "■" : "·"
      return Span(
        sign.leftPadded(to: layerPitch - 1) + " ", isMixed ? .strong : .normal,
        .latent(.layer(row, layer)))
    }
  }

  var layerLines: [Line] {
    let hasLayers = (state.capabilities?.latent?.layers ?? 0) > 0
    var lines = [
      Line(
        name: hasLayers ? "layer" : "chunk", spans: numbers(.layers), row: nil, rank: 4),
      Line(
        name: hasLayers ? "w" : "z", spans: boxes(.layers, latent.mixing?.layers ?? []),
        row: .layers),
    ]
    guard hasLayers else { return lines }
    if case .layerPsi? = state.cards.box?.subject {
      lines.append(Line(name: "ψ", spans: boxSpans, row: nil))
      return lines
    }
    let signs = ["▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
    let spans = (0..<state.mixableParts).map { layer -> Span in
      let psi = state.psi(ofLayer: layer)
      let isOwn = latent.layerPsi[layer] != nil
      let sign = psi < 0 ? "-" : signs[min(7, Int(psi / 2 * 7.99))]
      return Span(sign.leftPadded(to: layerPitch - 1) + " ", isOwn ? .strong : .quiet)
    }
    lines.append(Line(name: "ψ of", spans: spans, row: nil, rank: 3))
    return lines
  }

  var classLines: [Line] {
    [
      Line(
        name: "class", spans: boxes(.classLayers, latent.mixing?.classLayers ?? []),
        row: .classLayers)
    ]
  }

  var noiseLine: Line {
    if state.cards.box?.subject == .noiseSeed {
      return Line(name: "noise", spans: boxSpans, row: .noise)
    }
    func isOn(_ index: Int) -> Bool {
      switch latent.noise {
      case .fixed: index == 0
      case .seeded: index == 1
      case .off: index == 2
      }
    }
    var words = ["fixed", "seeded", "off"]
    if case .seeded(let seed) = latent.noise { words[1] = "seed \(seed)" }
    let spans = words.enumerated().flatMap { index, word -> [Span] in
      [
        Span(isOn(index) ? "▸" : " ", .focus),
        Span(word + "  ", isOn(index) ? .strong : .normal),
      ]
    }
    return Line(name: "noise", spans: spans, row: .noise)
  }

  var mixtureLine: Line {
    let words = state.words(forClasses: state.picture.settings.classWeights)
    return Line(
      name: "class",
      spans: [Span(words + "  ", .strong), Span("/", .strong, .press(.character("/")))],
      row: .mixture)
  }

  var starLine: Line {
    if state.cards.box?.subject == .starName {
      return Line(name: "stars", spans: boxSpans, row: nil)
    }
    let stars = state.latentPane.saved.stars
    guard !stars.isEmpty else {
      return Line(
        name: "stars", spans: Span.key("Enter", "stars it; digits return"),
        row: nil, rank: 1)
    }
    let isFocused = state.view.focus == .latent && state.latentPane.part == .stars
    let here = state.starHere
    let spans = stars.enumerated().flatMap { index, star -> [Span] in
      let ink: Ink =
        isFocused && index == state.latentPane.star ? .chosen : index == here ? .strong : .normal
      let target = HitTarget.latent(.star(index))
      return [
        Span("\(index + 1)", .strong, target), Span(" \(star.name)", ink, target), Span("  "),
      ]
    }
    return Line(name: "stars", spans: spans, row: nil, rank: 1)
  }

  var keyLine: Line {
    let spans =
      Span.key("Tab", "part ") + Span.key("Enter", "star ") + Span.key("Space", "drift ")
      + [
        Span("[", .strong, .press(.character("["))), Span(" "),
        Span("]", .strong, .press(.character("]"))), Span(" \(state.latentNumberName)"),
      ]
    return Line(name: "", spans: spans, row: nil, rank: 6)
  }

  var boxSpans: [Span] { state.cards.box?.text.spans ?? [] }
}

extension String {
  /// The text with blanks before it.
  func leftPadded(to columns: Int) -> String {
    String(repeating: " ", count: max(0, columns - count)) + self
  }
}
