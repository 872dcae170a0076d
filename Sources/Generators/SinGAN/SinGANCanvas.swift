import Imaging
import Synthesis

/// The photo of a pyramid as something to paint on: a label map whose classes are its own colours.
/// What differs from that map is painted; everything else is the photo itself.
struct SinGANCanvas: Sendable {
  /// The photo at its finest scale.
  let photo: RGBImage
  /// The photo's colours.
  let labelSet: LabelSet
  /// The photo in these colours.
  let startMap: LabelMap

  init(photo: RGBImage) {
    self.photo = photo
    let palette = PhotoPalette(of: photo)
    // One name for all photos: a package that is renamed keeps the maps that were painted for it.
    labelSet = palette.labelSet(
      named: "photo colours", source: "the \(palette.colors.count) main colours of the photo")
    startMap = palette.labels(of: photo)
  }

  /// What the model says of it.
  var capabilities: Capabilities.Labels {
    Capabilities.Labels(labelSet: labelSet, usesInstances: false, startMap: startMap)
  }

  /// The photo with what was painted in it, and where that is, white on black; `nil` where nothing
  /// was, or the map is in other labels than the photo's colours.
  func edit(_ conditioning: Conditioning) -> (picture: RGBImage, mask: RGBImage)? {
    guard let painted = conditioning.labels, painted.size.area > 0,
      conditioning.labelSet?.labels == labelSet.labels
    else { return nil }
    let map = painted.size == startMap.size ? painted : painted.resizedNearest(to: startMap.size)
    guard map.elements != startMap.elements else { return nil }
    var picture = photo
    var mask = RGBImage(width: photo.width, height: photo.height, filledWith: RGB(0, 0, 0))
    for place in map.elements.indices where map.elements[place] != startMap.elements[place] {
      guard let label = labelSet.label(id: Int(map.elements[place])) else { continue }
      picture.elements[place] = label.color
      mask.elements[place] = RGB(255, 255, 255)
    }
    return (picture, mask)
  }
}
