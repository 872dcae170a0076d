public import Checkpoints
import Foundation
public import Synthesis

/// Directions of w in files: a boundary of InterFaceGAN (`.npy`), components of GANSpace (`.pt`,
/// `.npz`), factors of SeFa (`.pt`), single vectors (`age.pt`), several by name.
public struct DirectionFile: Sendable {
  /// What the file turned out to be.
  public enum Kind: Sendable, Equatable {
    /// One direction.
    case single
    /// Principal components with their standard deviations: a step is one of them.
    case principal
    /// Components without a measure of their own: a step has the component's length.
    case components
    /// Vectors by name.
    case named
  }

  /// One direction of the file.
  public struct Component: Sendable, Equatable {
    /// Its name, where the file gives one.
    public let name: String?
    /// One step, `[1 or layers][w]`.
    public let rows: [[Float]]
    /// Standard deviation along it, already in `rows`; `nil` where the file has none.
    public let deviation: Float?
  }

  /// What it is.
  public let kind: Kind
  /// The directions in file order, at least one.
  public let components: [Component]
  /// Its name without folders.
  public let name: String

  /// Largest file that is read, in bytes.
  private static let byteLimit = 256 << 20
  /// Most numbers of one array.
  static let limit = 1 << 22
  /// Longest w.
  static let widest = 8192

  /// Reads a file; sizes are looked at before numbers.
  /// - Parameters:
  ///   - path: `.npy`, `.npz`, `.pt`, `.pth`, `.pkl` or `.safetensors`, told by content.
  ///   - layers: Layers of the model: as many rows of a nameless array are one direction then.
  /// - Throws: `CheckpointError`, `ModelError.request` for what holds no direction.
  public init(reading path: String, layers: Int? = nil) throws {
    let size = try? FileManager.default.attributesOfItem(atPath: path)[.size] as? Int
    if let size, size > Self.byteLimit {
      throw ModelError.request(
        reason: "\(path) has \(size >> 20) MB, directions are read up to \(Self.byteLimit >> 20)",
        advice: "Save the components alone.")
    }
    try self.init(try Checkpoint.read(path), layers: layers)
  }

  /// Takes the directions of a file that was read.
  public init(_ checkpoint: Checkpoint, layers: Int? = nil) throws(ModelError) {
    let path = checkpoint.file
    name = path.split(separator: "/").last.map(String.init) ?? path
    func find(_ names: [String]) -> StoredTensor? {
      names.lazy.compactMap { checkpoint[$0] }.first
    }
    if let array = find(["lat_comp", "comp", "act_comp"]) {
      let prefix =
        array.name.hasPrefix("lat_") ? "lat_" : array.name.hasPrefix("act_") ? "act_" : ""
      let rows = try Self.components(array, in: path)
      let deviations = find([prefix + "stdev", prefix + "std"])
      kind = deviations == nil ? .components : .principal
      components = try Self.scaled(rows, by: deviations, in: path)
    } else if let array = find(["eigvec"]) {
      kind = .components
      components = try Self.columns(array, in: path).map {
        Component(name: nil, rows: [$0], deviation: nil)
      }
    } else if checkpoint.tensors.count == 1, let array = checkpoint.tensors.first {
      guard !["z", "w", "ws"].contains(array.name) else {
        throw .request(
          reason: "\(path) holds a latent (“\(array.name)”), a place and no direction",
          advice: "Take it as one: --latent.")
      }
      let found = try Self.nameless(array, layers: layers, in: path)
      kind = found.count == 1 ? .single : .components
      components = found.map { Component(name: nil, rows: $0, deviation: nil) }
    } else {
      let vectors = try Self.vectors(checkpoint, in: path)
      kind = .named
      components = vectors.map {
        Component(name: $0.name, rows: [$0.numbers], deviation: nil)
      }
    }
    for (index, component) in components.enumerated()
    where !component.rows.contains(where: { $0.contains { $0 != 0 } }) {
      throw Self.refused(path, "direction \(index) is all zeros: it leads nowhere")
    }
  }

  /// A direction of the file.
  /// - Parameter component: Its number from 0, or its name; needed where there are several.
  /// - Throws: `ModelError.request` naming what there is.
  public func direction(_ component: String?) throws(ModelError) -> LatentDirection {
    guard let component else {
      return LatentDirection(
        name: components.count == 1 ? name : "\(name):\(components[0].name ?? "0")",
        rows: components[0].rows)
    }
    let index = components.firstIndex { $0.name == component } ?? Int(component) ?? -1
    guard components.indices.contains(index) else {
      let names = components.prefix(8).compactMap(\.name)
      throw .request(
        reason: "\(name) has no direction “\(component)”",
        advice: names.isEmpty
          ? "It has 0…\(components.count - 1)."
          : "It has \(names.joined(separator: ", "))\(components.count > 8 ? ", …" : "").")
    }
    return LatentDirection(
      name: components.count == 1 ? name : "\(name):\(component)", rows: components[index].rows)
  }

  /// What the file is, a sentence.
  public var sentence: String {
    let width = components[0].rows[0].count
    let rows = components[0].rows.count
    let step =
      kind == .principal ? "a step is one standard deviation" : "a step is the vector itself"
    let what =
      switch kind {
      case .single: "one direction"
      case .principal: "\(components.count) principal components"
      case .components: "\(components.count) directions"
      case .named:
        "the directions " + components.prefix(8).compactMap(\.name).joined(separator: ", ")
          + (components.count > 8 ? ", …" : "")
      }
    return "\(name) holds \(what) of a w of \(width)"
      + (rows > 1 ? " for each of \(rows) layers" : "") + "; \(step)."
  }
}
