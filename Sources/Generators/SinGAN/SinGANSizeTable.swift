import Foundation
import Imaging

/// `pyramid_table.json` of fixtures: sizes that the reference computes for photos.
enum SinGANSizeTable {
  private struct Table: Decodable {
    let rows: [Row]
    let passes: [Passes]?
  }

  private struct Row: Decodable {
    let training: String?
    let height: Int
    let width: Int
    let minSize: Int
    let maxSize: Int
    let scaleFactorInit: Double
    let numScales: Int
    let stopScale: Int
    let scale1: Double
    let scaleFactor: Double
    let sizes: [[Int]]
  }

  private struct Passes: Decodable {
    let srFactor: Double
    let passes: Int
    let factorOfAPass: Double
  }

  /// Compares all rows exactly; the factor is also recovered from the sizes.
  static func comparisons(in folder: URL) throws -> [TensorComparison] {
    let file = folder.appendingPathComponent("pyramid_table.json")
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let table = try decoded(file)
    var rows: [TensorComparison] = []
    for row in table.rows {
      let photo = PixelSize(width: row.width, height: row.height)
      let purpose: SinGANSizes.Purpose =
        switch row.training {
        case "sr": .upscale
        case "animation": .animation
        default: .pictures
        }
      let name = "\(row.training ?? "sizes") \(photo)"
      do throws(ConfigurationError) {
        let sizes = try SinGANSizes(
          photo: photo,
          rules: .init(
            purpose, minimumSize: row.minSize, maximumSize: row.maxSize,
            factor: row.scaleFactorInit))
        rows += comparisons(of: sizes, with: row, named: name)
      } catch {
        rows.append(TensorComparison(name: name, failure: error.description))
      }
    }
    for row in table.passes ?? [] {
      let found = SinGANSizes.passes(enlargingBy: row.srFactor)
      rows.append(
        .init(
          name: "passes ×\(row.srFactor)", expected: Double(row.passes),
          found: Double(found.count)))
      rows.append(
        .init(
          name: "factor of a pass ×\(row.srFactor)", expected: row.factorOfAPass,
          found: found.factor))
    }
    return rows
  }

  private static func decoded(_ file: URL) throws -> Table {
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    return try decoder.decode(Table.self, from: Data(contentsOf: file))
  }

  private static func comparisons(
    of sizes: SinGANSizes, with row: Row, named name: String
  ) -> [TensorComparison] {
    let found = sizes.sizes.map { [$0.height, $0.width] }
    let recovered = SinGANSizes.factor(of: sizes.sizes) ?? .nan
    return [
      .init(
        name: name + " scales", expected: Double(row.numScales), found: Double(sizes.unlimited)),
      .init(name: name + " last", expected: Double(row.stopScale), found: Double(sizes.last)),
      .init(name: name + " photo", expected: row.scale1, found: sizes.photoFactor),
      .init(name: name + " factor", expected: row.scaleFactor, found: sizes.factor),
      .init(name: name + " recovered", expected: row.scaleFactor, found: recovered),
      found == row.sizes
        ? .init(name: name + " sizes", expected: 0, found: 0)
        : .init(name: name + " sizes", failure: "\(found), expected \(row.sizes)"),
    ]
  }
}
