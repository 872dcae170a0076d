import Imaging
public import Synthesis
import Tensors

extension Pix2PixHDModel {
  /// The style of an object on a photo: the mean of the encoder's output over its pixels.
  ///
  /// The photo is brought to the model's size, as in training.
  /// - Returns: `featureChannels` numbers, −1…1.
  /// - Throws: `ModelError` without an encoder, or for a region without pixels.
  public func style(of request: ObjectStyleRequest) throws -> [Float] {
    guard let encoder else {
      throw ModelError.request(
        reason: "this model has no feature encoder",
        advice: "Choose one of its own styles, or import it with --encoder.")
    }
    let size = configuration.outputSize
    var region = request.region.resizedByCenters(to: size)
    // What is smaller than a pixel of the model counts as the one in its middle.
    if !region.elements.contains(true), let middle = request.region.middle {
      region[
        middle.x * size.width / request.photo.width, middle.y * size.height / request.photo.height
      ] = true
    }
    guard region.elements.contains(true) else {
      throw ModelError.request(
        reason: "the region on the photo has no pixels", advice: "Mark the object on the photo.")
    }
    return withoutGradients {
      let photo = Tensor(picture: request.photo)
        .resizedBilinear(height: size.height, width: size.width).moved(to: device)
      let features = encoder.raw(photo).moved(to: .cpu).converted(to: .float64)
      let mask = Tensor(
        region.elements.map { $0 ? 1 : 0 } as [Float], shape: [1, 1, size.height, size.width]
      ).converted(to: .float64)
      let sums = (features * mask).sum(over: [0, 2, 3])
      return (sums / mask.sum()).converted(to: .float32).floats()
    }
  }

  /// What happens to the request's inputs that its maker may not expect.
  public func remarks(on request: RenderRequest) -> [String] {
    let conditioning = request.conditioning
    var remarks = description.capabilities.remarks(onMapOf: conditioning)
    let hasStyles = !conditioning.instanceStyles.isEmpty || !conditioning.classStyles.isEmpty
    if let labelSet, configuration.featureChannels > 0, hasStyles,
      let map = try? SemanticInput(
        conditioning, layout: configuration.semanticLayout, labelSet: labelSet)
    {
      remarks += objectStyles(conditioning, map, labelSet).remarks
    } else if configuration.featureChannels == 0, hasStyles {
      remarks.append("This model has no styles of single objects: they change nothing.")
    }
    if configuration.labelCount > 0, conditioning.exemplar != nil {
      remarks.append("This model takes no style from a photo as a whole: it changes nothing.")
    }
    if request.latent != LatentState() {
      remarks.append("No z in this model: the same map and styles give the same picture.")
    }
    if request.statistics == .current, configuration.normalization == .instance {
      remarks.append("This model always uses the picture's own statistics.")
    }
    return remarks
  }
}

extension Raster<Bool> {
  /// The pixel in the middle of those that are `true`, in their order; `nil` when none is.
  fileprivate var middle: PixelPoint? {
    let places = elements.indices.filter { elements[$0] }
    guard !places.isEmpty else { return nil }
    let place = places[places.count / 2]
    return PixelPoint(x: place % width, y: place / width)
  }
}
