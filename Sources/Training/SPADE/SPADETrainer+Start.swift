public import Checkpoints
import Layers
import Tensors

extension SPADETrainer {
  /// Takes over the networks of another run, of another picture size too, or of a model package.
  /// A discriminator of other layers is left out: the run then begins with a fresh one.
  /// - Throws: `TrainingError` naming what does not fit generator or encoder.
  public func begin(from checkpoint: Checkpoint) throws(TrainingError) {
    let isPackage = checkpoint["networks." + Self.anchor] == nil
    var problems: [String] = []
    for (name, tensor) in savedTensors {
      guard let stored = checkpoint[Self.source(of: name, isPackage: isPackage)] else {
        if name.hasPrefix("networks.") { problems.append("\(name) is missing") }
        continue
      }
      guard stored.shape == tensor.shape else {
        if !name.hasPrefix("discriminator.") {
          problems.append("\(name) has shape \(stored.shape), this run wants \(tensor.shape)")
        }
        continue
      }
      guard stored.nonFiniteCount == 0 else {
        problems.append("\(name) holds numbers that are not finite")
        continue
      }
      withoutGradients {
        tensor.detached().assign(Tensor(stored.floats(), shape: stored.shape))
      }
    }
    guard problems.isEmpty else {
      throw TrainingError(
        "\(checkpoint.file) cannot be begun from; if it is of another network, take the same "
          + "--structure, --widths, --hidden and --z: " + problems.prefix(3).joined(separator: "; ")
          + (problems.count > 3 ? " and \(problems.count - 3) more" : ""))
    }
  }

  /// Takes over a discriminator of the same layers.
  /// - Throws: `TrainingError` for numbers that are not finite: every step would fail.
  public func begin(discriminator checkpoint: Checkpoint) throws(TrainingError) -> Bool {
    let wanted = savedTensors.filter { $0.name.hasPrefix("discriminator.") }
    let stored = wanted.map { checkpoint[$0.name] }
    guard zip(wanted, stored).allSatisfy({ $0.tensor.shape == $1?.shape }) else { return false }
    if let spoiled = stored.first(where: { ($0?.nonFiniteCount ?? 0) > 0 })??.name {
      throw TrainingError("\(checkpoint.file): \(spoiled) holds numbers that are not finite")
    }
    withoutGradients {
      for (target, source) in zip(wanted, stored) {
        guard let source else { continue }
        target.tensor.detached().assign(Tensor(source.floats(), shape: source.shape))
      }
    }
    return true
  }

  private static let anchor = "generator.conv_img.weight"

  /// What a saved tensor is called in the file it begins from. Moments are left out.
  private static func source(of name: String, isPackage: Bool) -> String {
    for prefix in ["networks.", "average."] where name.hasPrefix(prefix) {
      return isPackage ? String(name.dropFirst(prefix.count)) : name
    }
    return name.hasPrefix("discriminator.") ? name : ""
  }
}
