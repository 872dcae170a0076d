import Canvas
import Imaging
import Sessions
import Synthesis

/// Styles by chance, with seeds that can be told, and styles from photos.
extension StylesRoom {
  /// `d` while Styles is focused: a surprise for the subject, previewed.
  mutating func surprise(seed: UInt32? = nil) -> [Effect] {
    let seed = seed ?? rollSeed()
    let style = surpriseStyle(of: styleSubject.label, seed: seed)
    let effects = previewStyle(style, surprise: seed)
    showStatus(.done, "surprise, seed \(seed): style \(words(for: shownStyle)); Enter keeps it")
    return effects
  }

  /// Rolls the styles of all objects and labels on the map from one seed, as one undo step.
  mutating func rollStyles(seed: UInt32) -> [Effect] {
    styles.previewed = nil
    styles.setAside = nil
    let rolled = editing.document.allObjects.compactMap { object -> (ObjectID, InstanceStyle)? in
      let count = styleCount(of: object.label)
      guard count > 0 else { return nil }
      // Each object has dice of its own: another one more or less changes no style.
      var dice = SeededGenerator(
        seed: UInt64(seed) << 32 ^ UInt64(object.label) << 16 ^ UInt64(object.number))
      return (object, InstanceStyle(cluster: Int(dice.next() % UInt64(count))))
    }
    return change({ _, _ in "styles, seed \(seed)" }) { settings in
      for (object, style) in rolled { settings[styleOf: object] = style }
      settings.styleSeed = seed
    }
  }

  /// A style near one of the known ones, as far off as training saw; of a label without clusters
  /// anything in −1…1.
  private func surpriseStyle(of label: UInt16, seed: UInt32) -> InstanceStyle {
    var dice = SeededGenerator(seed: UInt64(seed))
    func uniform() -> Float { Float(dice.next() >> 40) / Float(1 << 24) * 2 - 1 }
    let count = styleCount(of: label)
    guard count > 0 else {
      return InstanceStyle(
        offset: (0..<styleChannels).map { _ in (uniform() * 100).rounded() / 100 })
    }
    let cluster = Int(dice.next() % UInt64(count))
    let clusters = styleClusters(of: label)
    let spread = clusters.indices.contains(cluster) ? clusters[cluster].spread : []
    let offset = (0..<styleChannels).map { channel -> Float in
      // The sum of three is near enough to a normal distribution, of deviation 1.
      let normal = uniform() + uniform() + uniform()
      let width = spread.indices.contains(channel) ? spread[channel] : 0.1
      return (normal * width * 100).rounded() / 100
    }
    return InstanceStyle(cluster: cluster, offset: offset.contains { $0 != 0 } ? offset : [])
  }

  /// Asks for the style that a photo has in a part of it, or where the styled object lies on it.
  mutating func takeStyle(fromPhoto name: String, in part: PixelRect?) -> [Effect] {
    guard let photo = picture.photos.pictures[name], let styledObject = styledObject else {
      return []
    }
    let size = editing.document.size
    var region = Raster<Bool>(width: photo.width, height: photo.height, filledWith: false)
    if let part = part?.intersection(PixelRect(photo.size)) {
      for y in part.y..<part.maxY {
        for x in part.x..<part.maxX { region[x, y] = true }
      }
    } else {
      let mask = editing.document.mask(of: .of(styledObject))
      for y in 0..<photo.height {
        for x in 0..<photo.width {
          region[x, y] = mask.contains(
            PixelPoint(x: x * size.width / photo.width, y: y * size.height / photo.height))
        }
      }
      guard region.elements.contains(true) else {
        showStatus(
          .reason, "\(objectName(styledObject)) is too small on \(name): take a box of the photo")
        return []
      }
    }
    showStatus(.done, "looking at \(name)…")
    return [
      .encodeStyle(
        ObjectStyleRequest(
          photo: photo, region: region, label: Int(styledObject.label),
          labelSet: editing.document.labelSet),
        for: styleSubject, photo: name)
    ]
  }

  /// A photo's style was found: the subject has it, unless another one was chosen meanwhile.
  mutating func styleFound(_ feature: [Float], for subject: ObjectID, photo: String) -> [Effect] {
    guard subject == styleSubject, feature.count == styleChannels else {
      showStatus(
        .reason, "the style of \(photo) came when its object was no longer chosen: G again")
      return []
    }
    return give(
      InstanceStyle(offset: feature), named: "style from \(photo), \(objectName(subject))")
  }
}
