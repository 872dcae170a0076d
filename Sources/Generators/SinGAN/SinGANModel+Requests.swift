import Foundation
import Imaging
import Synthesis
import Tensors

/// How a request's wishes become calls of the pyramid.
extension SinGANModel {
  /// Renders one picture.
  /// - Parameter preview: Gets it enlarged from a coarser scale, before the finest ones add to it.
  /// - Returns: `[1, 3, H, W]`.
  func picture(
    _ request: RenderRequest, preview: ((Tensor) -> Void)? = nil, checkpoint: () throws -> Void
  ) throws -> Tensor {
    let wish = request.conditioning.pyramid ?? PyramidRequest()
    try check(wish, request)
    let source = request.latent.source
    let drawn: SinGANPyramid.Noise =
      wish.motion.map { pyramid.moving($0) } ?? { Self.drawn(source, shape: $1, scale: $0) }
    let noise = noise(drawn, regions: wish.regions, size: wish.size)
    if let factor = wish.enlargement {
      let photo =
        request.conditioning.exemplar.map { SinGANResize.tensor(of: $0) }
        ?? finestPicture
      return try pyramid.enlargement(
        of: photo, by: factor,
        noise: { pass, shape in
          // Passes are numbered behind the scales, so that their draws are their own.
          Self.drawn(source, shape: shape, scale: configuration.sizes.count + pass)
        }, checkpoint: checkpoint)
    }
    if let injection = try injection(wish, request.conditioning) {
      return try blended(injection, wish, noise: noise, preview: preview, checkpoint: checkpoint)
    }
    let last = min(wish.lastScale ?? configuration.lastTrained, configuration.lastTrained)
    return try pyramid.sample(
      size: wish.size, startingAt: wish.startScale, upTo: wish.lastScale, noise: noise,
      observe: observer(preview, from: min(wish.startScale, last), to: last, size: wish.size) {
        made, _ in made
      }, checkpoint: checkpoint)
  }

  /// The photo at the highest trained scale.
  private var finestPicture: Tensor { pyramid.pictures[configuration.lastTrained] }

  /// Shows a picture from two scales below the last, or the first one made, whichever is finer.
  /// - Parameter finish: What is still to be done to a picture of a scale.
  private func observer(
    _ preview: ((Tensor) -> Void)?, from first: Int, to last: Int, size: PixelSize?,
    finish: @escaping (Tensor, Int) -> Tensor
  ) -> SinGANPyramid.Observer? {
    guard let preview, first < last else { return nil }
    let scale = max(first, last - 2)
    let full = pyramid.extent(of: last, for: size)
    return { name, made in
      guard name == "scale\(scale).out" else { return }
      preview(finish(made, scale).stretched(height: full.height, width: full.width))
    }
  }

  /// What enters the pyramid: the picture that was given, else what was painted.
  private func injection(
    _ wish: PyramidRequest, _ conditioning: Conditioning
  ) throws(ModelError) -> (picture: RGBImage, scale: Int, mask: Tensor?)? {
    if let injection = wish.injection {
      return (injection.picture, injection.scale, try mask(of: injection))
    }
    guard configuration.lastTrained > 0, let edit = canvas.edit(conditioning) else { return nil }
    let wanted = wish.painting.scale ?? max(1, configuration.channels.count / 2)
    let scale = min(max(1, wanted), configuration.lastTrained)
    return (edit.picture, scale, softMask(edit.mask, wish.painting.blending)?.mask)
  }

  private func blended(
    _ injection: (picture: RGBImage, scale: Int, mask: Tensor?), _ wish: PyramidRequest,
    noise: SinGANPyramid.Noise, preview: ((Tensor) -> Void)?, checkpoint: () throws -> Void
  ) throws -> Tensor {
    let last = max(
      injection.scale,
      min(wish.lastScale ?? configuration.lastTrained, configuration.lastTrained))
    func finish(_ made: Tensor, _ scale: Int) -> Tensor {
      guard let mask = injection.mask else { return made }
      let size = made.shape
      let soft = mask.stretched(height: size[2], width: size[3])
      let photo = pyramid.pictures[scale].stretched(height: size[2], width: size[3])
      return photo * (1 - soft) + made * soft
    }
    let result = try pyramid.injected(
      SinGANResize.tensor(of: injection.picture), at: injection.scale, upTo: last, size: wish.size,
      noise: noise,
      observe: observer(
        preview, from: injection.scale, to: last, size: wish.size, finish: finish),
      checkpoint: checkpoint)
    return finish(result, last)
  }

  /// The soft mask of an injection, `[1, 1, H, W]`; `nil` where nothing is blended.
  private func mask(of injection: PyramidRequest.Injection) throws(ModelError) -> Tensor? {
    guard injection.blending != .none else { return nil }
    guard let mask = injection.mask else {
      throw .request(
        reason: "blending an edit into the photo needs a mask",
        advice: "Give a picture that is white where the edit is, black elsewhere.")
    }
    guard let soft = softMask(mask, injection.blending) else { return nil }
    guard let result = soft.mask else {
      throw .request(
        reason: soft.isEmpty
          ? "the mask is black everywhere: there is nothing to blend"
          : "the mask, grown by \(soft.use.rawValue) pixels, covers the whole photo",
        advice: soft.isEmpty
          ? "Make it white where the edit is." : "Make it smaller, or blend nothing.")
    }
    return result
  }

  /// A mask picture made soft for a way of blending, `[1, 1, H, W]` of the photo; without a mask
  /// where it is the same everywhere. `nil` where nothing is blended.
  private func softMask(
    _ mask: RGBImage, _ blending: PyramidRequest.Injection.Blending
  ) -> (mask: Tensor?, isEmpty: Bool, use: SinGANMask.Use)? {
    let use: SinGANMask.Use
    switch blending {
    case .none: return nil
    case .harmonize: use = .harmonization
    case .edit: use = .editing
    }
    let size = configuration.sizes[configuration.sizes.count - 1]
    var picture = SinGANResize.tensor(of: mask)
    if mask.size != size { picture = SinGANResize.resized(picture, to: size) }
    let inside = SinGANMask.inside(picture)
    let soft = SinGANMask.soft(inside, size: size, use: use).mask
    return (
      soft.map { Tensor($0, shape: [1, 1, size.height, size.width]) }, !inside.contains(true), use
    )
  }

  /// Noise of every scale with other seeds in boxes.
  func noise(
    _ noise: @escaping SinGANPyramid.Noise, regions: [PyramidRequest.NoiseRegion],
    size: PixelSize?
  ) -> SinGANPyramid.Noise {
    { scale, shape in
      let drawn = noise(scale, shape)
      let own = regions.filter { $0.scale == scale }
      guard !own.isEmpty else { return drawn }
      let mixed = drawn.copy()
      let whole = size ?? configuration.outputSize
      let border = configuration.purpose == .animation ? configuration.border(scale) : 0
      for region in own {
        let rows = Self.span(
          region.rect.y, region.rect.maxY, of: whole.height, in: shape[2], border: border)
        let columns = Self.span(
          region.rect.x, region.rect.maxX, of: whole.width, in: shape[3], border: border)
        guard !rows.isEmpty, !columns.isEmpty else { continue }
        mixed.sliced(axis: 2, from: rows.lowerBound, to: rows.upperBound)
          .sliced(axis: 3, from: columns.lowerBound, to: columns.upperBound)
          .assign(
            SinGANNoise.drawn(
              [1, drawn.shape[1], rows.count, columns.count], seed: region.seed, scale: scale))
      }
      return mixed
    }
  }

  /// Positions of a scale that lie under some pixels of the result.
  private static func span(
    _ low: Int, _ high: Int, of whole: Int, in extent: Int, border: Int
  ) -> Range<Int> {
    let inner = Double(extent - 2 * border) / Double(max(1, whole))
    func place(_ pixel: Int) -> Int {
      let clamped = Double(min(max(pixel, 0), whole))
      return border + Int((clamped * inner).rounded())
    }
    return place(low)..<max(place(low), place(high))
  }

  /// Noise that a latent means at a scale: seeds are drawn there, mixtures mix what is drawn.
  static func drawn(_ source: LatentState.Source, shape: [Int], scale: Int) -> Tensor {
    switch source {
    case .seed(let seed): return SinGANNoise.drawn(shape, seed: seed, scale: scale)
    case .between(let first, let second, let fraction):
      return between(
        drawn(first, shape: shape, scale: scale), drawn(second, shape: shape, scale: scale),
        fraction)
    case .linear(let first, let second, let fraction):
      return drawn(first, shape: shape, scale: scale) * (1 - fraction)
        + drawn(second, shape: shape, scale: scale) * fraction
    case .combined(let sources, let weights):
      return zip(sources, weights).reduce(Tensor.zeros(shape)) {
        $0 + drawn($1.0, shape: shape, scale: scale) * $1.1
      }
    case .place(let place):
      func seed(_ right: Int, _ down: Int) -> Tensor {
        SinGANNoise.drawn(shape, seed: place.neighbour(right: right, down: down), scale: scale)
      }
      return between(
        between(seed(0, 0), seed(1, 0), place.right),
        between(seed(0, 1), seed(1, 1), place.right), place.down)
    case .z, .w, .wPlus: return Tensor.zeros(shape)
    }
  }

  /// Between two draws without losing variance: on the quarter circle that two independent
  /// directions of so many numbers span.
  private static func between(_ first: Tensor, _ second: Tensor, _ fraction: Double) -> Tensor {
    if fraction == 0 { return first }
    if fraction == 1 { return second }
    let angle = fraction * Double.pi / 2
    return first * cos(angle) + second * sin(angle)
  }
}
