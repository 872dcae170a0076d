import Checkpoints
public import Tensors

/// A distance between made pictures and the ones they should be, as a trained network sees them.
public protocol PerceptualDistance: Sendable {
  /// The distance, a scalar; nothing flows into the network itself or into the real picture.
  /// - Parameters:
  ///   - fake: `[N, 3, H, W]`, −1…1.
  ///   - real: The same size.
  func callAsFunction(fake: Tensor, real: Tensor) -> Tensor
}

/// Reads the network behind a perceptual loss from a file of weights.
public enum PerceptualNetwork {
  /// The network in a file: EfficientNet-Lite0 or VGG19, told apart by the names of its tensors.
  /// - Throws: `TrainingError` naming what does not fit.
  public static func read(
    _ file: String, device: Device = .cpu
  ) throws(TrainingError) -> any PerceptualDistance {
    let checkpoint: Checkpoint
    do { checkpoint = try Checkpoint.read(file) } catch {
      throw TrainingError("the perceptual network cannot be read: \(error)")
    }
    return EfficientNetLite.isKind(of: checkpoint)
      ? try EfficientNetLite(checkpoint, device: device)
      : try VGGPerception(checkpoint, device: device)
  }

  /// EfficientNet-Lite0 in a file, for distances between sets of pictures.
  /// - Throws: `TrainingError` naming what does not fit.
  public static func lite(_ file: String) throws(TrainingError) -> EfficientNetLite {
    guard let network = try read(file) as? EfficientNetLite else {
      throw TrainingError(
        "\(file) holds VGG19: distances between sets of pictures are taken with EfficientNet-Lite0 "
          + "(Scripts/setup --training fetches it)")
    }
    return network
  }
}
