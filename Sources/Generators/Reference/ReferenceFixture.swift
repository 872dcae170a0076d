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

  /// The weights that an option names by their whole file name.
  /// - Returns: `nil` when the options name none.
  /// - Throws: `FixtureError` for a name that leads elsewhere, `CheckpointError`.
  public func weights(option: String) throws -> Checkpoint? {
    guard let name = try options.text(option) else { return nil }
    guard !name.contains("/"), !name.hasPrefix(".") else {
      throw FixtureError("“\(option)” is no plain file name")
    }
    return try Checkpoint.read(folder.appendingPathComponent(name).path)
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

/// Why a fixture cannot be computed.
public struct FixtureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// In words.
  public let description: String

  /// Creates the error.
  public init(_ description: String) {
    self.description = description
  }
}

/// Computes what fixtures of one family expect. A family may have several, one per network; each
/// gives the tensors it can and none where its weights are absent.
public protocol FixtureFamily: Sendable {
  /// Name of the family as `options.json` has it.
  static var family: String { get }

  /// Computes all results that the folder's weights and inputs allow, float32 on the CPU.
  /// - Returns: Tensors under the names of the reference.
  /// - Throws: `ModelError`, `ConfigurationError`, `CheckpointError`, `FixtureError`.
  static func outputs(of fixture: ReferenceFixture) throws -> [String: Tensor]
}
