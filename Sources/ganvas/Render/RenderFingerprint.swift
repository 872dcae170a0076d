import Checksums
import Foundation
import Generators
import Imaging
import Sharding
import Synthesis

/// Everything a picture depends on, as one short text that is stored in its PNG: a picture whose
/// text is the wanted one needs not be made again.
///
/// Version 2 mixes in the content of files (SHA-256), so that two machines with two copies of a
/// model agree. Version 1 mixed in names, sizes and dates; pictures that carry it are accepted where
/// it matches.
struct RenderFingerprint {
  /// Keyword of the PNG entry.
  static let key = PictureCheck.fingerprintKey

  private var content = SHA256()
  private var former = Fingerprint()

  /// The text in the PNG: the version and half of the sum's digits.
  var text: String { "2-" + content.text.prefix(32) }

  /// The texts of pictures that are accepted: this version's and the former one's.
  var accepted: [String] { [text, "1-" + former.text] }

  /// Whether a stored text says that a thing was made from the same.
  func accepts(_ stored: String?) -> Bool { stored.map(accepted.contains) ?? false }

  /// Mixes in bytes.
  mutating func add(_ bytes: some Sequence<UInt8>) {
    addContent(bytes)
    former.add(bytes)
  }

  /// Mixes in a text.
  mutating func add(_ text: String) { add(text.utf8) }

  /// Mixes in what version 1 did not know, such as what a named file holds.
  mutating func addContent(_ bytes: some Sequence<UInt8>) {
    // The number of bytes keeps parts from running together.
    let bytes = Array(bytes)
    withUnsafeBytes(of: UInt64(bytes.count).littleEndian) { content.add($0) }
    content.add(bytes)
  }

  /// Mixes in a file that a picture depends on.
  /// - Throws: `ImageFileError` when it cannot be read.
  mutating func add(file: URL) throws {
    addContent(try FileSum.sum(of: file).utf8)
    addFormer(file)
  }

  /// Mixes in the files of a model.
  /// - Returns: The statistics its maker found to give the better pictures, if it says so.
  /// - Throws: `ModelError` for a model that is not there, `ImageFileError` for unreadable files.
  mutating func add(
    model: String, in library: ModelLibrary
  ) throws -> NormalizationStatistics? {
    switch try library.find(model) {
    case .package(let package):
      for file in package.contentFiles { addContent(try FileSum.sum(of: file).utf8) }
      if case .named(let name) = package.manifest.labels {
        addContent(
          try FileSum.sum(of: library.labelSets.appendingPathComponent(name + ".json")).utf8)
      }
      addFormer(package.folder.appendingPathComponent("model.json"))
      addFormer(package.weightsFile)
      return package.manifest.statistics
    case .other(let place):
      addFormer(place)
      let names = try? FileManager.default.contentsOfDirectory(atPath: place.path)
      for name in (names ?? []).sorted() { addFormer(place.appendingPathComponent(name)) }
      let files = names.map { $0.sorted().map { place.appendingPathComponent($0) } } ?? [place]
      for file in files where FileSum.isRegular(file) {
        // Names count: they say which file is which network.
        if names != nil { addContent(file.lastPathComponent.utf8) }
        addContent(try FileSum.sum(of: file).utf8)
      }
      return nil
    }
  }

  /// The picture in a file, if that is a whole PNG that carries this fingerprint.
  func picture(in file: URL) -> RGBImage? {
    guard let bytes = try? ImageFile.bytes(of: file),
      let picture = try? PNG.decode(bytes, named: file.path), accepts(picture.text[Self.key]),
      case .color(let image) = picture.content
    else { return nil }
    return image
  }

  /// Whether a file is a whole PNG that carries this fingerprint, by its check sums alone: several
  /// times as fast as decoding it.
  func isCarried(by file: URL) -> Bool {
    PictureCheck.state(of: file, accepted: accepted).isValid
  }

  /// What version 1 mixed in of a file: name, size and date.
  private mutating func addFormer(_ file: URL) {
    let facts = try? FileManager.default.attributesOfItem(atPath: file.path)
    let date = (facts?[.modificationDate] as? Date)?.timeIntervalSince1970 ?? 0
    former.add("\(file.lastPathComponent) \(facts?[.size] as? Int ?? 0) \(date)")
  }
}
