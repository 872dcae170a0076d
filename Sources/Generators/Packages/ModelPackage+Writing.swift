public import Checkpoints
public import Foundation
public import Imaging

#if canImport(Glibc)
  import Glibc
#endif

extension ModelPackage {
  /// Writes a package, replacing one of the same name as a whole: it is built in a temporary
  /// folder beside the target, synced, and renamed.
  /// - Parameters:
  ///   - tensors: Generator tensors under `generator.`, encoder tensors under `encoder.`.
  ///   - styles: Clusters of object styles.
  ///   - discriminator: Tensors under `discriminator.`, for trainings that go on from the package.
  ///   - preview: A picture for lists of models.
  ///   - folder: The package, ending in `.ganvas`.
  /// - Returns: The written package.
  /// - Throws: `ModelError`, with what was there before untouched.
  @discardableResult
  public static func write(
    _ manifest: ModelManifest, tensors: [StoredTensor], styles: StyleClusters? = nil,
    discriminator: [StoredTensor]? = nil, preview: RGBImage? = nil, to folder: URL
  ) throws(ModelError) -> ModelPackage {
    try check(manifest, file: folder.appendingPathComponent(manifestName).path)
    let parent = folder.deletingLastPathComponent()
    let mark = "\(getpid())-\(String(UInt64.random(in: .min ... .max), radix: 36))"
    let temporary = parent.appendingPathComponent(".\(folder.lastPathComponent)-\(mark).tmp")
    do {
      try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: true)
    } catch {
      throw .unwritable(file: folder.path, reason: error.localizedDescription)
    }
    do throws(ModelError) {
      try fill(temporary, manifest, tensors, styles, preview)
      if let discriminator {
        do throws(CheckpointError) {
          try Checkpoint.writeSafetensors(
            discriminator, metadata: [:],
            to: temporary.appendingPathComponent(discriminatorName).path)
        } catch {
          throw .checkpoint(error)
        }
      }
      try swap(temporary, into: folder, mark: mark)
    } catch {
      try? FileManager.default.removeItem(at: temporary)
      throw error
    }
    return ModelPackage(folder: folder, manifest: manifest)
  }

  /// Writes down what was measured of the stored model.
  /// - Returns: The package with it.
  /// - Throws: `ModelError` when it cannot be written.
  public func noting(measures: [String: Double]) throws(ModelError) -> ModelPackage {
    var manifest = manifest
    var training = manifest.training ?? ModelManifest.TrainingRecord()
    training.measures = measures
    manifest.training = training
    do {
      try Self.put(manifest, into: folder)
    } catch {
      throw .unwritable(file: folder.path, reason: "\(error)")
    }
    return ModelPackage(folder: folder, manifest: manifest)
  }

  /// Replaces the picture for lists of models.
  /// - Throws: `ModelError` when it cannot be written.
  public func noting(preview: RGBImage) throws(ModelError) {
    do {
      try Directory(folder).write(PNG.encode(preview), to: Self.previewName)
    } catch {
      throw .unwritable(file: folder.path, reason: "\(error)")
    }
  }

  /// Writes down how far pictures of different codes are apart.
  /// - Throws: `ModelError` when it cannot be written.
  @discardableResult
  public func noting(codeDistance: Double?) throws(ModelError) -> ModelPackage {
    var manifest = manifest
    manifest.latent?.codeDistance = codeDistance
    do {
      try Self.put(manifest, into: folder)
    } catch {
      throw .unwritable(file: folder.path, reason: "\(error)")
    }
    return ModelPackage(folder: folder, manifest: manifest)
  }

  /// Writes down what is given of the latent: what seeds draw from, codes of words, the seed or word a
  /// new session begins with.
  /// - Returns: The package with them.
  /// - Throws: `ModelError` when they are no codes of this model, or cannot be written.
  public func noting(
    prior: LatentPrior?, words: [String: [Float]]?, start: String?
  ) throws(ModelError) -> ModelPackage {
    var manifest = manifest
    guard manifest.latent != nil else {
      throw .request(
        reason: "\(name) has no latent", advice: "Words are for models whose seeds matter.")
    }
    if let words { manifest.latent?.words = words }
    if let prior { manifest.latent?.prior = prior }
    if let start { manifest.latent?.start = start }
    try Self.check(manifest, file: folder.path)
    do {
      try Self.put(manifest, into: folder)
    } catch {
      throw .unwritable(file: folder.path, reason: "\(error)")
    }
    return ModelPackage(folder: folder, manifest: manifest)
  }

  private static func put(_ manifest: ModelManifest, into folder: URL) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    let json = try encoder.encode(manifest)
    try Directory(folder).write([UInt8](json) + [10], to: manifestName)
  }

  private static func fill(
    _ folder: URL, _ manifest: ModelManifest, _ tensors: [StoredTensor],
    _ styles: StyleClusters?, _ preview: RGBImage?
  ) throws(ModelError) {
    let weights = folder.appendingPathComponent(manifest.weights.file)
    do {
      try Checkpoint.writeSafetensors(tensors, metadata: [:], to: weights.path)
      if let styles {
        try Checkpoint.writeSafetensors(
          styles.tensors, metadata: [:], to: folder.appendingPathComponent(stylesName).path)
      }
      if let preview {
        try AtomicFile.write(
          PNG.encode(preview), to: folder.appendingPathComponent(previewName))
      }
      try put(manifest, into: folder)
    } catch let error as CheckpointError {
      throw .checkpoint(error)
    } catch {
      throw .unwritable(file: folder.path, reason: "\(error)")
    }
  }

  /// Puts the finished folder in place of the old one, if any.
  private static func swap(_ made: URL, into folder: URL, mark: String) throws(ModelError) {
    func failure() -> ModelError {
      .unwritable(file: folder.path, reason: String(cString: strerror(errno)))
    }
    if rename(made.path, folder.path) == 0 { return }
    guard errno == ENOTEMPTY || errno == EEXIST else { throw failure() }
    guard isPackage(folder) else {
      throw .unwritable(
        file: folder.path, reason: "another folder is there, which is no model package")
    }
    // A folder with content cannot be renamed over: move it aside, back again on failure.
    let old = folder.deletingLastPathComponent()
      .appendingPathComponent(".\(folder.lastPathComponent)-\(mark).old")
    guard rename(folder.path, old.path) == 0 else { throw failure() }
    guard rename(made.path, folder.path) == 0 else {
      let error = failure()
      rename(old.path, folder.path)
      throw error
    }
    keepForeignFiles(of: old, in: folder)
    try? FileManager.default.removeItem(at: old)
  }

  /// Moves what a person put into the old package, and no package of ours holds, into the new one.
  private static func keepForeignFiles(of old: URL, in folder: URL) {
    var own: Set = [manifestName, stylesName, previewName, discriminatorName]
    if let weights = (try? read(old))?.manifest.weights.file { own.insert(weights) }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: old.path)) ?? []
    for name in names where !own.contains(name) {
      // One whose name the new package needs stays behind with the old weights.
      let target = folder.appendingPathComponent(name)
      guard !FileManager.default.fileExists(atPath: target.path) else { continue }
      rename(old.appendingPathComponent(name).path, target.path)
    }
  }
}
