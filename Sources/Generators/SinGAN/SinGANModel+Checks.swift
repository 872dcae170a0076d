import Imaging
public import Synthesis

/// What a request may get wrong, in words.
extension SinGANModel {
  /// Refuses what the pyramid cannot do.
  /// - Throws: `ModelError.request`, `.tooLarge`.
  func check(_ wish: PyramidRequest, _ request: RenderRequest) throws(ModelError) {
    let last = configuration.lastTrained
    func scale(_ value: Int, _ range: ClosedRange<Int>, _ what: String) throws(ModelError) {
      guard range.contains(value) else {
        throw .request(
          reason:
            "\(what) is \(value), this pyramid has the scales \(range.lowerBound)…\(range.upperBound)",
          advice: "Choose one of these.")
      }
    }
    try scale(wish.startScale, 0...last, "the start scale")
    if let lastScale = wish.lastScale { try scale(lastScale, 0...last, "the last scale") }
    if let motion = wish.motion {
      try scale(motion.startScale, 0...last, "the first scale that moves")
      guard (0..<1_000_000).contains(motion.frame) else {
        throw .request(reason: "there is no frame \(motion.frame)", advice: "Count from 0.")
      }
    }
    if wish.injection != nil, last < 1 {
      throw .request(
        reason: "only one scale of this pyramid is trained: nothing can enter above it",
        advice: "Train further.")
    }
    if let injection = wish.injection {
      try scale(injection.scale, 1...last, "the scale at which the picture enters")
      guard injection.picture.width >= 8, injection.picture.height >= 8 else {
        throw .request(
          reason: "the edit has only \(injection.picture.size) pixels",
          advice: "Take a picture of at least 8×8.")
      }
    }
    if let factor = wish.enlargement {
      guard factor.isFinite, (1.0...16).contains(factor) else {
        throw .request(
          reason: "the photo cannot be enlarged \(factor) times", advice: "Take 1 to 16.")
      }
    }
    try checkSize(wish, exemplar: request.conditioning.exemplar)
    switch request.latent.source {
    case .z, .w, .wPlus:
      throw .request(
        reason: "this model's noise is drawn from a seed, it takes no written latent",
        advice: "Take a seed.")
    case .seed, .between, .linear, .combined, .place: break
    }
  }

  private func checkSize(_ wish: PyramidRequest, exemplar: RGBImage?) throws(ModelError) {
    var size = wish.size ?? configuration.outputSize
    if let wished = wish.size {
      guard (16...16384).contains(wished.width), (16...16384).contains(wished.height) else {
        throw .request(
          reason: "\(wished) is no size for a picture", advice: "Take sides of 16 to 16384.")
      }
    }
    if let factor = wish.enlargement {
      let photo = exemplar?.size ?? size
      size = PixelSize(
        width: Int(Double(photo.width) * factor), height: Int(Double(photo.height) * factor))
    }
    // Two maps of the widest layer, the picture, its noise and their float64 copies.
    let width = configuration.channels.flatMap { $0 }.max() ?? 32
    try SizeLimits.check(
      pictureNumbers: Double(size.area) * Double(3 * width + 30), size: size,
      file: description.name)
  }

  /// What happens to the request's inputs that its maker may not expect.
  public func remarks(on request: RenderRequest) -> [String] {
    var remarks: [String] = []
    let wish = request.conditioning.pyramid ?? PyramidRequest()
    if request.conditioning.labels != nil,
      request.conditioning.labelSet?.labels != canvas.labelSet.labels
    {
      remarks.append(
        "The map is not painted in this photo's colours (\(canvas.labelSet.labels.count)): "
          + "it changes nothing.")
    }
    if configuration.channels.count < configuration.sizes.count {
      remarks.append(
        "\(configuration.channels.count) of \(configuration.sizes.count) scales are trained: "
          + "pictures are made at scale \(configuration.lastTrained), \(configuration.outputSize).")
    }
    if wish.size != nil, wish.size != configuration.outputSize, wish.startScale > 0,
      wish.injection == nil
    {
      remarks.append(
        "The size differs from the photo's: the reconstruction of scale \(wish.startScale - 1) is "
          + "stretched, where the reference program fails.")
    }
    if let injection = wish.injection, let finest = configuration.sizes.last,
      injection.picture.width == finest.width, injection.picture.height != finest.height
    {
      remarks.append(
        "The edit is as wide as the photo but \(injection.picture.height) high: what exceeds "
          + "\(finest.height) rows is cut.")
    }
    if request.latent.mixing != nil { remarks.append("A pyramid mixes no styles.") }
    return remarks
  }
}
