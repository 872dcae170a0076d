import Checkpoints
public import Foundation
import Imaging
public import Tensors

/// What fixtures of NVIDIA/vid2vid expect of the preparation of maps and pictures.
public enum Vid2VidPreparationFixture: FixtureNetwork {
  private struct Table: Decodable {
    struct Row: Decodable {
      let height: Int
      let width: Int
      let resizeOrCrop: String
      let loadSize: Int
      let newHeight: Int
      let newWidth: Int
    }
    let kind: String?
    let table: [Row]?
  }

  /// `label.0`, `picture.0` and so on.
  public static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor] {
    guard try fixture.options.text("kind") == "preprocessing" else { return [:] }
    var outputs: [String: Tensor] = [:]
    for expected in fixture.expected.tensors {
      if expected.name.hasPrefix("label."), expected.shape.count == 3,
        let (values, shape) = try fixture.integers(expected.name, shape: [1, nil, nil])
      {
        let map = Raster(width: shape[2], height: shape[1], elements: values)
        let target = PixelSize(width: expected.shape[2], height: expected.shape[1])
        outputs[expected.name] = Tensor(
          map.resizedByCenters(to: target).elements.map(Int64.init), shape: expected.shape)
      } else if expected.name.hasPrefix("picture."), expected.shape.count == 4,
        let (values, shape) = try fixture.integers(expected.name, shape: [1, nil, nil, 3])
      {
        let picture = RGBImage(
          size: PixelSize(width: shape[2], height: shape[1]),
          bytes: values.map { UInt8(clamping: $0) })
        outputs[expected.name] = Tensor(
          picture: picture.resized(
            to: PixelSize(width: expected.shape[3], height: expected.shape[2]), by: .bicubic))
      }
    }
    return outputs
  }

  /// Labels are exact, pictures as Pillow's but for a level in a hundredth of the samples.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    name.hasPrefix("picture.") ? .share(0.01, beyond: 1e-6, atMost: 0.0079) : .absolute(0)
  }

  /// The table of sizes in `options.json`.
  public static func tables(in folder: URL) throws -> [TensorComparison] {
    let file = folder.appendingPathComponent(ReferenceFixture.optionsName)
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let decoder = JSONDecoder()
    decoder.keyDecodingStrategy = .convertFromSnakeCase
    guard let table = try? decoder.decode(Table.self, from: Data(contentsOf: file)),
      table.kind == "preprocessing", let rows = table.table
    else { return [] }
    return rows.flatMap { row -> [TensorComparison] in
      let source = PixelSize(width: row.width, height: row.height)
      let name = "\(row.resizeOrCrop) \(source) \(row.loadSize)"
      guard let way = Vid2VidPreparation(rawValue: row.resizeOrCrop),
        (1...100_000).contains(row.width),
        (1...100_000).contains(row.height), (1...100_000).contains(row.loadSize)
      else {
        return [
          TensorComparison(name: name, failure: "an unknown way to resize, or sizes out of range")
        ]
      }
      let found = way.size(of: source, loadSize: row.loadSize)
      return [
        .init(
          name: name + " height", expected: Double(row.newHeight), found: Double(found.height)),
        .init(name: name + " width", expected: Double(row.newWidth), found: Double(found.width)),
      ]
    }
  }
}
