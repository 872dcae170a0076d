public import Checkpoints
public import Foundation
public import Tensors

/// A folder that says what a network computes: options, weights, inputs and expected results of
/// one run of a reference program.
public struct ReferenceFixture: Sendable {
  /// The folder.
  public let folder: URL
  /// Family of the network, for instance `spade`.
  public let family: String
  /// Options of the reference program.
  public let options: ReferenceOptions
  /// Inputs by name.
  public let inputs: Checkpoint
  /// Expected results by name.
  public let expected: Checkpoint

  /// Name of the options file; a folder that has one is a fixture.
  public static let optionsName = "options.json"

  /// Reads everything but the weights.
  /// - Throws: `ModelError`, `ConfigurationError` or `CheckpointError` for what is missing or
  ///   broken.
  public init(folder: URL) throws {
    self.folder = folder
    let file = folder.appendingPathComponent(Self.optionsName)
    options = try ReferenceOptions(jsonFile: file)
    guard let family = try options.text("family") else {
      throw ModelError.malformedOptions(file: file.path, reason: "“family” is missing")
    }
    self.family = family
    inputs = try Checkpoint.read(folder.appendingPathComponent("input.safetensors").path)
    expected = try Checkpoint.read(folder.appendingPathComponent("expected.safetensors").path)
  }

  /// The weights of one network.
  /// - Parameter name: How its file name ends, without extension: `net_G` finds
  ///   `latest_net_G.pth`.
  /// - Returns: `nil` when the folder holds no such file.
  /// - Throws: `CheckpointError`.
  public func weights(_ name: String) throws -> Checkpoint? {
    let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    let file = files.sorted().first { $0.hasSuffix(name + ".pth") }
    return try file.map { try Checkpoint.read(folder.appendingPathComponent($0).path) }
  }

  /// The weights of a network that no import reads, such as a discriminator: the file that the
  /// options call `checkpoint`, or one by how its name ends.
  /// - Parameters:
  ///   - ending: As for `weights(_:)`.
  ///   - mark: A tensor that every such network has; a file without it is another network's.
  /// - Returns: `nil` when no file holds it.
  /// - Throws: `CheckpointError`, `FixtureError`.
  public func network(_ ending: String, holding mark: String) throws -> StoredNetwork? {
    for found in [try weights(option: "checkpoint"), try weights(ending)] {
      guard let found else { continue }
      let tensors = ImportSource.tensors(of: found, holding: mark)
      if tensors.contains(where: { $0.name == mark }) {
        return StoredNetwork(tensors: tensors, file: found.file)
      }
    }
    return nil
  }

  /// The weights that an option names by their whole file name.
  /// - Returns: `nil` when the options name none.
  /// - Throws: `FixtureError` for a name that leads elsewhere, `CheckpointError`.
  public func weights(option: String) throws -> Checkpoint? {
    try plainName(option: option).map {
      try Checkpoint.read(folder.appendingPathComponent($0).path)
    }
  }

  /// What an import reads of this folder: the file that the options call `checkpoint`, else the one
  /// that the program would take, with the options and what else lies beside it.
  /// - Returns: `nil` when the folder holds no weights of that program's generators.
  /// - Throws: `CheckpointError`, `FixtureError`.
  func source(for importer: any ModelImport.Type) throws -> ImportSource? {
    let names = Set((try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? [])
    guard let name = try plainName(option: "checkpoint") ?? importer.weightFile(among: names),
      names.contains(name)
    else { return nil }
    let files = try WeightFiles(at: folder) { _ in name }
    let source = try ImportSource(files, labelSets: [])
    return importer.objection(to: source) == nil ? source : nil
  }

  /// The file name that an option gives.
  private func plainName(option: String) throws -> String? {
    guard let name = try options.text(option) else { return nil }
    guard !name.contains("/"), !name.hasPrefix(".") else {
      throw FixtureError("“\(option)” is no plain file name")
    }
    return name
  }

  /// An input of real numbers.
  /// - Parameter shape: What it must be; `nil` for axes of any extent.
  /// - Returns: float32; `nil` when there is no such input.
  /// - Throws: `FixtureError` for another shape.
  public func input(_ name: String, shape: [Int?]) throws(FixtureError) -> Tensor? {
    guard let stored = inputs[name] else { return nil }
    try Self.check(stored, shape: shape)
    return Tensor(stored)
  }

  /// An input of whole numbers, row-major.
  /// - Returns: `nil` when there is no such input.
  /// - Throws: `FixtureError` for another shape or real numbers.
  public func integers(
    _ name: String, shape: [Int?]
  ) throws(FixtureError) -> (values: [Int], shape: [Int])? {
    guard let stored = inputs[name] else { return nil }
    try Self.check(stored, shape: shape)
    guard let values = stored.integers() else {
      throw FixtureError(
        "the input “\(name)” holds \(stored.type.rawValue), expected whole numbers")
    }
    return (values, stored.shape)
  }

  private static func check(
    _ stored: StoredTensor, shape: [Int?]
  ) throws(FixtureError) {
    let fits =
      stored.shape.count == shape.count
      && zip(stored.shape, shape).allSatisfy { $0 > 0 && ($1 ?? $0) == $0 }
    guard fits else {
      let wanted = shape.map { $0.map(String.init) ?? "any" }.joined(separator: ", ")
      throw FixtureError(
        "the input “\(stored.name)” has shape \(stored.shape), expected [\(wanted)]")
    }
  }
}

/// Tensors of one network with what errors call their file.
public struct StoredNetwork: Sendable {
  /// The tensors under the program's names.
  public let tensors: [StoredTensor]
  /// The file.
  public let file: String

  /// Tensors at hand.
  public init(tensors: [StoredTensor], file: String) {
    self.tensors = tensors
    self.file = file
  }

  /// Shapes by name.
  public var shapes: [String: [Int]] {
    Dictionary(tensors.map { ($0.name, $0.shape) }) { first, _ in first }
  }
}

/// Why a fixture cannot be computed.
public struct FixtureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// In words.
  public let description: String

  /// Creates the error.
  public init(_ description: String) {
    self.description = description
  }
}

/// Computes what fixtures expect of one network of a family, or of a loss between two. Each gives
/// the tensors it can and none where its weights are absent.
public protocol FixtureNetwork: Sendable {
  /// Computes all results that the folder's weights and inputs allow, float32 on the CPU.
  /// - Returns: Tensors under the names of the reference.
  /// - Throws: `ModelError`, `ConfigurationError`, `CheckpointError`, `FixtureError`.
  static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor]

  /// How near a tensor must come; 1e-4 of its scale unless the reference says otherwise.
  static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule

  /// Compares tables of exact numbers that lie in a folder, with options beside them or alone.
  /// - Throws: For a table that cannot be read.
  static func tables(in folder: URL) throws -> [TensorComparison]
}

extension FixtureNetwork {
  /// 1e-4 of its scale.
  public static func rule(for name: String, in fixture: ReferenceFixture) -> ComparisonRule {
    .standard
  }

  /// None.
  public static func tables(in folder: URL) throws -> [TensorComparison] { [] }
}
