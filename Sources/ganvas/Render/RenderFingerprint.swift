import Foundation
import Generators
import Imaging
import Synthesis

/// Everything a picture depends on, as one short text that is stored in its PNG: a picture whose
/// text is the wanted one needs not be made again.
struct RenderFingerprint {
  /// Keyword of the PNG entry.
  static let key = "GanvasRender"

  private var print = Fingerprint()

  /// The text in the PNG.
  var text: String { "1-" + print.text }

  /// Mixes in bytes.
  mutating func add(_ bytes: some Sequence<UInt8>) { print.add(bytes) }

  /// Mixes in a text.
  mutating func add(_ text: String) { print.add(text) }

  /// Mixes in a file's path, size and date: enough to see that weights were replaced.
  mutating func add(fileFactsOf file: URL) {
    let facts = try? FileManager.default.attributesOfItem(atPath: file.path)
    let date = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    add("\(file.lastPathComponent) \(facts?[.size] as? Int ?? 0) \(date)")
  }

  /// Mixes in the files of a model.
  /// - Returns: The statistics its maker found to give the better pictures, if it says so.
  mutating func add(
    model: String, in library: ModelLibrary
  ) throws -> NormalizationStatistics? {
    switch try library.find(model) {
    case .package(let package):
      add(fileFactsOf: package.folder.appendingPathComponent("model.json"))
      add(fileFactsOf: package.weightsFile)
      return package.manifest.statistics
    case .other(let place):
      add(fileFactsOf: place)
      let names = (try? FileManager.default.contentsOfDirectory(atPath: place.path)) ?? []
      for name in names.sorted() { add(fileFactsOf: place.appendingPathComponent(name)) }
      return nil
    }
  }

  /// The picture in a file, if that is a whole PNG that carries this fingerprint.
  func picture(in file: URL) -> RGBImage? {
    guard let bytes = try? ImageFile.bytes(of: file),
      let picture = try? PNG.decode(bytes, named: file.path), picture.text[Self.key] == text,
      case .color(let image) = picture.content
    else { return nil }
    return image
  }
}
