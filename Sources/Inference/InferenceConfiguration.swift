public import Foundation
public import Generators
public import Tensors

/// How the inference actor works.
public struct InferenceConfiguration: Sendable {
  /// Opens what is no package, such as a checkpoint folder with its `opt.txt`.
  public typealias Importer =
    @Sendable (_ place: URL, _ progress: (Double) -> Void) throws -> any Generator

  /// Where models are looked for.
  public var library: ModelLibrary
  /// Threads that operators use; at least 1.
  public var threads: Int
  /// Added to the program's niceness on the inference thread, 0…19.
  public var niceness: Int
  /// The engine's bridge; `nil` looks beside the executable.
  public var bridge: String?
  /// How many loaded models are kept.
  public var keptModels: Int
  /// Weights of kept models in bytes, the current one included, above which older ones go.
  public var keptBytes = Self.standardKeptBytes
  /// Where networks compute.
  public var device = DeviceChoice.auto
  /// Loaded models that are kept unless told: 2.
  public static let standardKeptModels = 2
  /// Weights of kept models unless told: 512 MiB.
  public static let standardKeptBytes = 512 << 20
  /// Opens what is no package; `nil` refuses it.
  public var importer: Importer?

  /// Creates a configuration; the default uses all processors that are on.
  public init(
    library: ModelLibrary, threads: Int = ProcessInfo.processInfo.activeProcessorCount,
    niceness: Int = 5, bridge: String? = nil, keptModels: Int = Self.standardKeptModels,
    importer: Importer? = nil
  ) {
    self.library = library
    self.threads = max(1, threads)
    self.niceness = min(19, max(0, niceness))
    self.bridge = bridge
    self.keptModels = max(1, keptModels)
    self.importer = importer
  }
}
