public import Checkpoints
public import Foundation
import Imaging

/// A model package on disk: the folder `NAME.ganvas/` with `model.json`, `weights.safetensors`
/// and perhaps `preview.png` (Files article). Holds the manifest; weights are read when asked for.
public struct ModelPackage: Sendable, Equatable {
  /// Extension of package folders.
  public static let folderExtension = "ganvas"
  /// Name of the manifest inside a package.
  static let manifestName = "model.json"
  /// Name of the preview picture inside a package.
  static let previewName = "preview.png"
  /// Name of the style clusters inside a package.
  static let stylesName = "styles.safetensors"
  /// Name of the discriminator that learned beside the generator, for trainings that go on.
  static let discriminatorName = "discriminator.safetensors"
  /// Largest manifest that is read, in bytes.
  static let manifestLimit = 8 << 20

  /// The package folder.
  public let folder: URL
  /// What `model.json` says.
  public let manifest: ModelManifest

  init(folder: URL, manifest: ModelManifest) {
    // Equal folders compare equal however they were written.
    self.folder = URL(fileURLWithPath: folder.path, isDirectory: true).standardizedFileURL
    self.manifest = manifest
  }

  /// Name of the package: its folder's, without extension.
  public var name: String { folder.deletingPathExtension().lastPathComponent }

  /// The weight file.
  public var weightsFile: URL { folder.appendingPathComponent(manifest.weights.file) }

  /// The files that pictures of the model depend on: manifest, weights, clusters of styles.
  public var contentFiles: [URL] {
    let styles = folder.appendingPathComponent(Self.stylesName)
    return [folder.appendingPathComponent(Self.manifestName), weightsFile]
      + (FileManager.default.fileExists(atPath: styles.path) ? [styles] : [])
  }

  /// The preview, if there is one.
  public var previewFile: URL? {
    let file = folder.appendingPathComponent(Self.previewName)
    return FileManager.default.fileExists(atPath: file.path) ? file : nil
  }

  /// Reads a package's manifest and checks it; costs milliseconds.
  /// - Throws: `ModelError` for a missing folder, bad JSON, an unknown schema.
  public static func read(_ folder: URL) throws(ModelError) -> ModelPackage {
    let file = folder.appendingPathComponent(manifestName)
    let data = try contents(of: file)
    try checkSchema(data, file: file.path)
    let manifest: ModelManifest
    do {
      manifest = try JSONDecoder().decode(ModelManifest.self, from: data)
    } catch {
      throw .malformedManifest(file: file.path, reason: explain(error))
    }
    try check(manifest, file: file.path)
    return ModelPackage(folder: folder, manifest: manifest)
  }

  /// Reads the weights; costs their size in memory.
  /// - Throws: `ModelError.checkpoint`.
  public func weights() throws(ModelError) -> Checkpoint {
    do {
      return try Checkpoint.read(weightsFile.path, followingLinks: false)
    } catch {
      throw .checkpoint(error)
    }
  }

  /// The clusters of object styles; `nil` for a package without.
  /// - Throws: `ModelError.checkpoint` for an unreadable file, `.malformedManifest` for one that holds
  ///   something else.
  public func styles() throws(ModelError) -> StyleClusters? {
    let file = folder.appendingPathComponent(Self.stylesName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      return try StyleClusters(try Checkpoint.read(file.path, followingLinks: false))
    } catch let error as CheckpointError {
      throw .checkpoint(error)
    } catch {
      throw .malformedManifest(file: file.path, reason: "\(error)")
    }
  }

  /// The discriminator the model was trained with, tensors under `discriminator.`; `nil` for a package
  /// without. No picture depends on it.
  /// - Throws: `ModelError.checkpoint` for an unreadable file.
  public func discriminator() throws(ModelError) -> Checkpoint? {
    let file = folder.appendingPathComponent(Self.discriminatorName)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    do {
      return try Checkpoint.read(file.path, followingLinks: false)
    } catch {
      throw .checkpoint(error)
    }
  }

  /// Whether a folder looks like a package.
  public static func isPackage(_ folder: URL) -> Bool {
    FileManager.default.fileExists(
      atPath: folder.appendingPathComponent(manifestName).path)
  }

  /// The bytes of the manifest; no link is followed, as the package may be a stranger's.
  private static func contents(of file: URL) throws(ModelError) -> Data {
    let bytes: [UInt8]
    do throws(FileError) {
      bytes = try Directory(file.deletingLastPathComponent())
        .read(file.lastPathComponent, limit: manifestLimit)
    } catch {
      if error.kind == .tooLarge {
        throw .malformedManifest(
          file: file.path, reason: "it is larger than \(manifestLimit >> 20) MiB")
      }
      throw .unreadable(
        file: file.path,
        reason: error.kind == .missing ? "there is no such file" : error.reason)
    }
    guard NestingDepth.of(bytes) <= FileLimits.depth else {
      throw .malformedManifest(
        file: file.path, reason: "it is nested more than \(FileLimits.depth) times")
    }
    return Data(bytes)
  }

  /// The schema first: a newer file may hold anything else.
  private static func checkSchema(_ data: Data, file: String) throws(ModelError) {
    struct Schema: Decodable { let schema: Int }
    let schema: Int
    do {
      schema = try JSONDecoder().decode(Schema.self, from: data).schema
    } catch {
      throw .malformedManifest(file: file, reason: explain(error))
    }
    guard schema >= 1 else {
      throw .malformedManifest(file: file, reason: "schema is \(schema), expected 1 or more")
    }
    guard schema <= ModelManifest.newestSchema else {
      throw .unknownSchema(file: file, found: schema, known: ModelManifest.newestSchema)
    }
  }

  /// Checks what a decoder cannot: names that would lead out of the package.
  static func check(_ manifest: ModelManifest, file: String) throws(ModelError) {
    guard isPlain(manifest.name) else {
      throw .malformedManifest(file: file, reason: "“name” is empty or holds / or controls")
    }
    guard isPlain(manifest.weights.file) else {
      throw .malformedManifest(file: file, reason: "“weights.file” is not a plain file name")
    }
    guard manifest.weights.precision.isFloatingPoint else {
      throw .malformedManifest(
        file: file, reason: "“weights.precision” is \(manifest.weights.precision.rawValue)")
    }
    for (word, code) in manifest.latent?.words ?? [:] {
      guard isSeedWord(word) else {
        throw .malformedManifest(
          file: file, reason: "“latent.words” holds a word that nobody can type: \(printable(word))"
        )
      }
      guard code.count == manifest.latent?.dimension, code.allSatisfy(\.isFinite) else {
        throw .malformedManifest(
          file: file,
          reason: "“latent.words.\(word)” is not \(manifest.latent?.dimension ?? 0) finite numbers")
      }
    }
    if let latent = manifest.latent {
      guard latent.prior?.isValid(dimension: latent.dimension) ?? true else {
        throw .malformedManifest(
          file: file, reason: "“latent.prior” is not of \(latent.dimension) finite numbers each")
      }
      guard latent.start.map(isPlain) ?? true else {
        throw .malformedManifest(file: file, reason: "“latent.start” is no seed and no word")
      }
    }
    if case .named(let name) = manifest.labels, !isPlain(name) {
      throw .malformedManifest(file: file, reason: "“labels” is not the name of a label set")
    }
  }

  /// Whether a text can be a word for a seed: it can be typed, is in lower case, and is no number.
  public static func isSeedWord(_ text: String) -> Bool {
    isPlain(text) && text == text.lowercased() && UInt32(text) == nil
  }

  /// Whether a text names one thing: no path, no controls, not hidden, not long.
  private static func isPlain(_ name: String) -> Bool {
    !name.isEmpty && name.utf8.count <= 200 && !name.hasPrefix(".") && !name.contains("/")
      && !name.unicodeScalars.contains { $0.value < 32 || $0.value == 127 }
  }

  /// Words for what the decoder found, with the place.
  static func explain(_ error: any Error) -> String {
    func place(_ path: [any CodingKey]) -> String {
      let parts = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return parts.isEmpty ? "" : " at “\(parts.joined(separator: "."))”"
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context):
      "“\(key.stringValue)” is missing\(place(context.codingPath))"
    case DecodingError.typeMismatch(_, let context), DecodingError.valueNotFound(_, let context):
      "a value has the wrong type\(place(context.codingPath))"
    case DecodingError.dataCorrupted(let context):
      context.debugDescription + place(context.codingPath)
    case let error as ConfigurationError: error.description
    default: "\(error)"
    }
  }
}
