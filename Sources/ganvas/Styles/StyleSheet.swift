import Canvas
import Imaging
import Sessions
import Synthesis

/// A sheet of styles on one map: who has a row, and the pictures in it.
struct StyleSheet {
  /// The map.
  let map: MapContent
  /// What the model knows of styles.
  let book: StyleBook
  let capabilities: Capabilities
  let mostStyles: Int
  /// Side of a cell in pixels.
  let cell: Int
  /// Whether cells show whole pictures, restyled in all of the class.
  let showsWhole: Bool

  /// The largest wearer of each label with several styles, the largest first.
  func styledObjects(most: Int) -> [ObjectID] {
    let sizes = map.objectSizes
    let labels = Set(sizes.keys.map(\.label)).filter { book.count(of: $0) > 1 }
    let largest = labels.compactMap { label in Self.largest(of: label, in: sizes) }
    let visible = largest.filter { (sizes[$0] ?? 0) * 400 >= map.size.area }
    return Array(visible.sorted { Self.isBefore($0, $1, in: sizes) }.prefix(most))
  }

  /// The wearer that a word on the command line means.
  /// - Throws: `SynthesisError` for one that is not on the map.
  func styledObject(_ text: String, map name: String) throws(SynthesisError) -> ObjectID {
    let choice = try StyleText(styledObject: text, style: "neutral").assignment(in: map.labelSet)
    let sizes = map.objectSizes
    let objects = sizes.keys.sorted { ($0.label, $0.number) < ($1.label, $1.number) }
    if let problem = book.problem(of: choice, on: objects, map: name) { throw problem }
    if choice.styledObject.number != 0 { return choice.styledObject }
    guard let largest = Self.largest(of: choice.styledObject.label, in: sizes) else {
      throw SynthesisError(what: "there is no \(text) on \(name)")
    }
    return largest
  }

  /// A wearer in words.
  func words(for styledObject: ObjectID) -> String {
    StyleAssignment(styledObject, .neutral).objectText(in: map.labelSet)
  }

  /// The pictures of one row.
  func row(
    for styledObject: ObjectID, _ render: (RenderRequest) async throws -> RGBImage
  ) async throws -> [RGBImage] {
    var cells: [RGBImage] = []
    for cluster in 0..<min(mostStyles, max(1, book.count(of: styledObject.label))) {
      var settings = PictureSettings(statistics: capabilities.preferredStatistics)
      let style = InstanceStyle(cluster: book.count(of: styledObject.label) > 0 ? cluster : nil)
      if showsWhole {
        settings.labelStyles[styledObject.label] = style
      } else {
        settings[styleOf: styledObject] = style
      }
      let picture = try await render(
        RenderRequest(
          stamp: cells.count, settings: settings, map: map, photo: nil,
          capabilities: capabilities, precision: .float32))
      let part = showsWhole ? picture.bounds : window(around: styledObject, in: picture.size)
      cells.append(
        picture.cropped(to: part).resized(
          to: PixelSize(width: cell, height: cell * part.height / max(1, part.width)),
          by: .bicubic))
    }
    return cells
  }

  private static func isBefore(
    _ first: ObjectID, _ second: ObjectID, in sizes: [ObjectID: Int]
  ) -> Bool {
    let areas = (sizes[first] ?? 0, sizes[second] ?? 0)
    return areas.0 != areas.1
      ? areas.0 > areas.1 : (first.label, first.number) < (second.label, second.number)
  }

  private static func largest(of label: UInt16, in sizes: [ObjectID: Int]) -> ObjectID? {
    let all = sizes.keys.filter { $0.label == label }
    // Objects before what belongs to none.
    let objects = all.filter { $0.number != 0 }
    return (objects.isEmpty ? Array(all) : Array(objects)).min { isBefore($0, $1, in: sizes) }
  }

  /// A square around a wearer on a picture: half again its size, a quarter of the picture at least.
  private func window(around styledObject: ObjectID, in picture: PixelSize) -> PixelRect {
    var bounds: PixelRect?
    for y in 0..<map.size.height {
      for x in 0..<map.size.width
      where map.labels[x, y] == styledObject.label && map.instances[x, y] == styledObject.number {
        let pixel = PixelRect(x: x, y: y, width: 1, height: 1)
        bounds = bounds.map { $0.union(pixel) } ?? pixel
      }
    }
    guard let bounds else { return PixelRect(picture) }
    let scaleX = Double(picture.width) / Double(map.size.width)
    let scaleY = Double(picture.height) / Double(map.size.height)
    let wanted = 1.5 * max(Double(bounds.width) * scaleX, Double(bounds.height) * scaleY)
    let least = min(picture.width, picture.height)
    let side = min(max(Int(wanted), least / 4), least)
    func start(_ first: Int, _ length: Int, _ scale: Double, _ limit: Int) -> Int {
      let middle = (Double(first) + Double(length) / 2) * scale
      return min(max(0, Int(middle) - side / 2), limit - side)
    }
    return PixelRect(
      x: start(bounds.x, bounds.width, scaleX, picture.width),
      y: start(bounds.y, bounds.height, scaleY, picture.height), width: side, height: side)
  }
}
