public import Checkpoints
public import Foundation
public import Imaging

/// What a new package will hold: manifest and networks, from an import, a preset or a training.
public struct PackageContents: Sendable {
  /// `model.json`.
  public var manifest: ModelManifest
  /// All networks, under the names the package stores: `generator.…`, `encoder.…`.
  public var networks: any PackageNetworks
  /// Clusters of object styles.
  public var styles: StyleClusters?

  /// Creates contents.
  public init(
    manifest: ModelManifest, networks: any PackageNetworks,
    styles: StyleClusters? = nil
  ) {
    self.manifest = manifest
    self.networks = networks
    self.styles = styles
  }

  /// Writes a package, replacing one of the same name as a whole.
  /// - Parameters:
  ///   - folder: The package, ending in `.ganvas`.
  ///   - type: How numbers are stored; the manifest says so, too.
  ///   - preview: A picture for lists of models.
  /// - Throws: `ModelError`, with what was there before untouched.
  @discardableResult
  public func write(
    to folder: URL, as type: Checkpoints.ElementType = .float32, preview: RGBImage? = nil
  ) throws(ModelError) -> ModelPackage {
    var manifest = manifest
    manifest.name = folder.deletingPathExtension().lastPathComponent
    manifest.weights.precision = type
    manifest.weights.parameterCount = networks.parameterCount
    return try ModelPackage.write(
      manifest, tensors: networks.storedTensors(as: type), styles: styles, preview: preview,
      to: folder)
  }
}
