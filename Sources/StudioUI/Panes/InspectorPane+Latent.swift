import Canvas
import Studio
import Terminal

/// Rows about seed, ψ and the style of the whole picture.
extension InspectorPane {
  var hasLatent: Bool { state.hasLatent }

  var seedRow: Row {
    if state.cards.box?.subject == .seed { return Row("seed", boxSpans, .seed) }
    if !hasLatent, state.hasStyles { return styleSeedRow }
    guard hasLatent || state.model.description == nil else {
      return Row("seed", [Span("none in \(modelName)", .quiet)], .seed)
    }
    let target = HitTarget.press(.character("D"))
    let place = StudioState.words(for: state.picture.settings.latent.source)
    // A word stands for its number, which the status bar says too.
    let words =
      state.picture.settings.seedWord.map { "“\($0.fitted(to: 9))”" }
      ?? state.picture.settings.seed.map { "\($0)" } ?? place
    let spans = [
      Span(words, .strong, target),
      Span("  "), Span("d", .strong, .press(.character("d"))), Span(" "),
      Span(",", .strong, .press(.character(","))), Span(" "),
      Span(".", .strong, .press(.character("."))),
    ]
    return Row("seed", spans, .seed)
  }

  /// Seed, ψ and the rest of the latent, one row each.
  var latentRows: [Row] { [seedRow, psiRow] + moreLatentRows }

  /// Truncation, mixing, noise and classes in words; the Latent pane (z) changes them.
  var moreLatentRows: [Row] {
    let latent = state.picture.settings.latent
    return state.latentRows.compactMap { row in
      switch row {
      case .psi, .layers, .classLayers: nil
      case .directions:
        latent.directions.isEmpty
          ? nil
          : Row(
            "along",
            [
              Span(
                latent.directions.map { "\($0.name) \(decimal($0.strength, 1))" }
                  .joined(separator: ", "), .normal, .latent(.row(row)))
            ])
      case .kind: Row("by", [Span(latent.truncationKind.words, .normal, .latent(.row(row)))])
      case .cutoff:
        Row(
          "cutoff",
          [
            Span(
              latent.truncationCutoff.map { "layer \($0)" } ?? "all layers", .normal,
              .latent(.row(row)))
          ])
      case .mix:
        Row(
          "mix",
          [
            Span(
              latent.mixing.map { "seed \(state.mixSeed) in \($0.layers.count)" } ?? "off",
              .normal, .latent(.row(row)))
          ])
      case .noise:
        Row("noise", [Span(StudioState.words(for: latent.noise), .normal, .command(.noise))])
      case .startScale, .entryScale, .blending, .width, .height, .noiseBoxes: pyramidRow(row)
      case .mixture:
        Row(
          "class",
          [
            Span(
              state.words(forClasses: state.picture.settings.classWeights), .normal,
              .press(.character("/")))
          ])
      }
    }
  }

  /// The seed that all styles were rolled from.
  private var styleSeedRow: Row {
    let die = HitTarget.press(.character("d"))
    let words =
      state.picture.settings.styleSeed.map { "seed \($0)" } ?? "not rolled"
    return Row("die", [Span(words + "  "), Span("d", .strong, die)], .seed)
  }

  var psiRow: Row {
    if state.capabilities?.latent?.truncates == false {
      return Row("ψ", [Span("none in \(modelName)", .quiet)], .psi)
    }
    if state.cards.box?.subject == .psi { return Row("ψ", boxSpans, .psi) }
    guard hasLatent || state.model.description == nil else {
      return Row("ψ", [Span("none in \(modelName)", .quiet)], .psi)
    }
    let value = state.picture.settings.latent.truncationPsi
    return Row(
      "ψ",
      [
        Span(decimal(value, 2), .strong, .press(.character("t"))), Span("  "),
        Span("t", .strong, .press(.character("t"))), Span(" "),
        Span("T", .strong, .press(.character("T"))),
      ], .psi)
  }

  /// ψ as a scale from −1 to 2 with a mark at 1; it can be dragged.
  var psiScaleRow: Row {
    guard hasLatent, state.capabilities?.latent?.truncates != false else { return Row("", []) }
    let columns = 25
    let value = min(2, max(-1, state.picture.settings.latent.truncationPsi))
    let place = Int(((value + 1) / 3 * Double(columns - 1)).rounded())
    let one = Int((2.0 / 3 * Double(columns - 1)).rounded())
    let spans = (0..<columns).map { column -> Span in
      if column == place { return Span("●", .focus) }
      return Span(column == one ? "┼" : "─", .quiet)
    }
    return Row("", spans, nil, slider: .slider(.psi, low: -1, high: 2))
  }

  var styleRow: Row {
    let target = HitTarget.press(.character("G"))
    if let photo = state.picture.settings.stylePhoto {
      return Row("style", [Span(photo + "  "), Span("G", .strong, target)], .style)
    }
    let words = state.capabilities?.styleFromImage == false ? "own" : "from the seed"
    return Row("style", [Span(words + "  "), Span("G", .strong, target)], .style)
  }

  var modelName: String { state.model.description?.name ?? "this model" }

  var boxSpans: [Span] { state.cards.box?.text.spans ?? [] }
}
