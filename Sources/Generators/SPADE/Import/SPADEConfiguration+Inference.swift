import Imaging

extension SPADEConfiguration {
  /// Divides semantic channels into classes, unlabelled and edges by a label set.
  /// - Throws: `ImportError` where the numbers cannot be or leave a choice.
  init(channels: Int, labelSet: LabelSet, hasEdges: Bool?) throws(ImportError) {
    let count = (labelSet.labels.last?.id ?? 0) + 1
    // Sets whose last class is "unlabelled" count it where files say 255.
    let endsUnlabelled = labelSet.unlabelled == count - 1 && labelSet.ignore != nil
    let extra = channels - count
    switch (extra, hasEdges) {
    case (-1, _) where endsUnlabelled && hasEdges != true:
      self.init(labelCount: count - 1)
      usesInstanceEdges = false
    case (0, nil), (0, false):
      self.init(labelCount: count)
      usesInstanceEdges = false
    case (0, true) where endsUnlabelled:
      self.init(labelCount: count - 1)
      usesInstanceEdges = true
    case (1, true):
      self.init(labelCount: count)
      usesInstanceEdges = true
    case (1, nil) where endsUnlabelled:
      self.init(labelCount: count)
      usesInstanceEdges = true
    case (1, false):
      self.init(labelCount: count)
      hasUnlabelledChannel = true
      usesInstanceEdges = false
    case (2, nil), (2, true):
      self.init(labelCount: count)
      hasUnlabelledChannel = true
      usesInstanceEdges = true
    case (1, nil):
      throw .unanswered([
        ImportError.Question(
          flag: "--edges or --no-edges",
          reason: "the weights have one channel more than \(labelSet.name) has classes: "
            + "instance edges, or “unlabelled”")
      ])
    default:
      throw .contradictions([
        "the weights have \(channels) semantic channels, \(labelSet.name) has \(count) classes"
          + (hasEdges.map { $0 ? " and --edges adds one" : " and --no-edges adds none" } ?? "")
      ])
    }
  }

  /// Takes what shapes tell without doubt.
  mutating func take(_ facts: SPADEWeightFacts) {
    ngf = facts.ngf
    kernel = facts.kernel
    isSpectral = facts.isSpectral
    normalization = facts.hasRunningStatistics ? .syncbatch : .instance
    background = .label
    if case .latent(let dimension, _) = facts.start {
      usesVAE = true
      latentDimension = dimension
    }
  }

  /// Chooses doublings, aspect and width: answers first, then the known layout, then the start
  /// grid, then the reference's defaults.
  mutating func chooseSize(
    _ facts: SPADEWeightFacts, _ known: KnownLayout?, _ answers: ImportAnswers
  ) throws(ImportError) {
    aspectRatio = answers.aspectRatio ?? known?.aspectRatio ?? 1
    let depths: [Upsampling] =
      facts.isMost
      ? [.most] : (answers.upsampling ?? known?.upsampling).map { [$0] } ?? [.normal, .more]
    upsampling = depths[0]
    cropSize = answers.cropSize ?? known?.cropSize ?? 256
    let isWholeSaid =
      answers.cropSize != nil && answers.aspectRatio != nil && answers.upsampling != nil
    if isWholeSaid { return }
    guard case .latent(_, let cells) = facts.start else { return }

    // The size of the start grid is in the weights: find a grid of that size.
    guard aspectRatio.isFinite, aspectRatio > 0.05, aspectRatio < 20 else { return }
    var widths: [(depth: Upsampling, width: Int)] = []
    for depth in depths {
      let only = answers.cropSize.map { [$0 >> depth.doublings] }
      for width in only ?? Array(1...min(cells, 256)) {
        let height = (Double(width) / aspectRatio).rounded(.toNearestOrEven)
        if width > 0, Double(width) * height == Double(cells) { widths.append((depth, width)) }
      }
    }
    let isSaid = answers.cropSize != nil || known != nil
    let said = widths.first { isSaid && $0.width == cropSize >> $0.depth.doublings }
    guard let grid = said ?? widths.first else {
      throw .unanswered([
        ImportError.Question(
          flag: "--aspect R, perhaps with --crop N",
          reason: "z starts a grid of \(cells) pixels, which no width "
            + (answers.cropSize.map { "from --crop \($0) " } ?? "")
            + "with aspect \(aspectRatio) gives")
      ])
    }
    upsampling = grid.depth
    if said == nil { cropSize = grid.width << grid.depth.doublings }
  }
}
