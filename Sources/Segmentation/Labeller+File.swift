import Checkpoints
public import Foundation
public import Generators
public import Imaging
import Layers
import Tensors

/// What the metadata of a labeller's file says.
public struct LabellerDescription: Codable, Hashable, Sendable {
  /// Version of this description.
  public var format = LabellerDescription.newestFormat
  /// The network.
  public var network: SegmentationConfiguration
  /// What its classes mean.
  public var labelSet: LabelSet
  /// What it was trained on, in a sentence.
  public var training: String
  /// Terms under which the weights may be used.
  public var licence: String

  /// The newest version that is known.
  public static let newestFormat = 1

  /// Creates a description.
  public init(
    network: SegmentationConfiguration, labelSet: LabelSet, training: String, licence: String
  ) {
    self.network = network
    self.labelSet = labelSet
    self.training = training
    self.licence = licence
  }
}

extension Labeller {
  /// Ending of a labeller's file.
  public static let fileExtension = "safetensors"
  private static let key = "ganvas.labeller"

  /// Reads a labeller: a safetensors file whose metadata describe network and label set.
  /// - Throws: `ModelError` when it is none, or its tensors do not fit the description.
  public static func read(
    _ file: URL
  ) throws(ModelError) -> (labeller: Labeller, description: LabellerDescription) {
    let checkpoint: Checkpoint
    do {
      checkpoint = try Checkpoint.read(file.path)
    } catch {
      throw .checkpoint(error)
    }
    let description = try description(of: checkpoint, file: file.path)
    var network = SegmentationNetwork(
      description.network, initialization: .unfilled, using: RandomGenerator(seed: 0))
    try load(into: &network, from: checkpoint.tensors, file: file.path)
    return (Labeller(network: network, labelSet: description.labelSet), description)
  }

  private static func description(
    of checkpoint: Checkpoint, file: String
  ) throws(ModelError) -> LabellerDescription {
    guard let text = checkpoint.metadata[key] else {
      throw .request(
        reason: "\(file) is no labeller", advice: "ganvas train pack makes one of a run.")
    }
    do {
      var description = try JSONDecoder().decode(
        LabellerDescription.self, from: Data(text.utf8))
      guard description.format <= LabellerDescription.newestFormat else {
        throw ModelError.unknownSchema(
          file: file, found: description.format, known: LabellerDescription.newestFormat)
      }
      try description.network.validate()
      description.training = PrintableText.line(description.training)
      description.licence = PrintableText.line(description.licence)
      return description
    } catch let error as ModelError {
      throw error
    } catch {
      throw .malformedManifest(file: file, reason: "\(error)")
    }
  }

  /// Writes a labeller with weights in float16, replacing what was there as a whole.
  /// - Throws: `ModelError`.
  public func write(_ description: LabellerDescription, to file: URL) throws(ModelError) {
    let tensors = network.parameters().map { entry in
      StoredTensor(
        name: entry.name, shape: entry.tensor.shape, floats: entry.tensor.floats(), as: .float16)
    }
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = .sortedKeys
      let text = String(decoding: try encoder.encode(description), as: UTF8.self)
      try Checkpoint.writeSafetensors(tensors, metadata: [Self.key: text], to: file.path)
    } catch {
      throw .unwritable(file: file.path, reason: "\(error)")
    }
  }
}
