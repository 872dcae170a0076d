import Foundation
import Generators
import Imaging
import Layouts
import Tensors

/// A real map with instances at the network's size, ready to be painted on.
struct BenchMap {
  private(set) var labels: LabelMap
  private(set) var instances: InstanceMap
  let labelCount: Int
  let usesEdges: Bool

  /// The map as tables see it.
  var symbols: SymbolMap {
    SymbolMap(
      labels: labels, edges: usesEdges ? InstanceEdges.mask(of: instances) : nil,
      labelCount: labelCount)
  }

  /// Paints a stroke of a random label at a random place: thin ones are 3 wide and 12 long,
  /// broad ones a round dab of 24 with a new object number.
  /// - Returns: The stroke's bounds.
  mutating func paint(thin: Bool, using random: inout NumPyRandom) -> PixelRect {
    let label = UInt16(random.nextInteger(below: min(labelCount, 180)))
    let number = UInt32(50_000 + random.nextInteger(below: 10_000))
    let isTall = random.nextInteger(below: 2) == 0
    let size =
      thin
      ? PixelSize(width: isTall ? 3 : 12, height: isTall ? 12 : 3)
      : PixelSize(width: 24, height: 24)
    let rect = PixelRect(
      x: random.nextInteger(below: labels.width - size.width),
      y: random.nextInteger(below: labels.height - size.height),
      width: size.width, height: size.height)
    for row in rect.y..<rect.maxY {
      for column in rect.x..<rect.maxX {
        let dx = Double(column - rect.x) - 11.5
        let dy = Double(row - rect.y) - 11.5
        guard thin || dx * dx + dy * dy <= 144 else { continue }
        labels[column, row] = label
        if !thin { instances[column, row] = number }
      }
    }
    return rect
  }
}

/// Reads the maps of a folder.
enum BenchMaps {
  static func read(folder: String, for plan: any MeasuredPlan) throws -> [BenchMap] {
    try read(
      folder: folder, size: plan.outputSize, labelCount: plan.labelCount,
      usesEdges: plan.usesEdges)
  }

  /// Labels that there are not become the last one.
  static func read(
    folder: String, size: PixelSize, labelCount: Int, usesEdges: Bool
  ) throws -> [BenchMap] {
    try files(in: URL(fileURLWithPath: folder)).map { file, object in
      let name = file.lastPathComponent
      let plain = try PNG.decode(ImageFile.bytes(of: file), named: name)
      let labels = ids(of: plain).resizedByCenters(to: size).map {
        Int($0) < labelCount ? $0 : UInt16(labelCount - 1)
      }
      let instances =
        try? ids(of: PNG.decode(ImageFile.bytes(of: object), named: name))
        .resizedByCenters(to: size).map { UInt32($0) }
      return BenchMap(
        labels: labels, instances: instances ?? labels.map { UInt32($0) },
        labelCount: labelCount, usesEdges: usesEdges)
    }
  }

  /// Label maps with the instance maps that belong to them: `label/` and `inst/`, or both beside
  /// each other as the studio writes them.
  private static func files(in root: URL) throws -> [(labels: URL, instances: URL)] {
    let manager = FileManager.default
    let ending = "-labels.png"
    let beside = try manager.contentsOfDirectory(atPath: root.path)
      .filter { $0.hasSuffix(ending) }.sorted()
    if !beside.isEmpty {
      return beside.map { name in
        let other = name.dropLast(ending.count) + "-instances.png"
        return (root.appendingPathComponent(name), root.appendingPathComponent(String(other)))
      }
    }
    let folder = root.appendingPathComponent("label")
    return try manager.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix(".png") }.sorted().map { name in
        (folder.appendingPathComponent(name), root.appendingPathComponent("inst/\(name)"))
      }
  }

  private static func ids(of image: PNGImage) -> Raster<UInt16> {
    switch image.content {
    case .gray(let raster): raster
    case .indexed(let raster, palette: _): raster.map { UInt16($0) }
    case .color(let picture): picture.map { UInt16($0.red) }
    }
  }
}
