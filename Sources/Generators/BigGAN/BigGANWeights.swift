public import Checkpoints

/// Weights of ajbrock/BigGAN-PyTorch as this program names them. Three norms of the reference store
/// the same statistics under different names; files converted from TensorFlow lack numbers that
/// only a log shows.
public enum BigGANWeights {
  /// The tensors under this program's names.
  /// - Returns: `stored_mean` and `stored_var` for every norm, whatever they were called; sums of
  ///   standing statistics divided by their counter; a 1 for every missing `sv0`.
  public static func canonical(_ tensors: [StoredTensor]) -> [StoredTensor] {
    let named = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    var result: [StoredTensor] = []
    for tensor in tensors {
      guard let place = statistic(tensor.name) else {
        result.append(tensor)
        if tensor.name.hasSuffix(".u0") {
          let logged = tensor.name.dropLast(2) + "sv0"
          if named[String(logged)] == nil {
            result.append(StoredTensor(name: String(logged), shape: [1], floats: [1]))
          }
        }
        continue
      }
      guard let name = place.canonical else { continue }
      let count = named[place.norm + ".accumulation_counter"]?.doubles().first ?? 0
      // Sums of standing statistics and their number, or (with number 0) running means.
      result.append(
        count > 1
          ? StoredTensor(
            name: name, shape: tensor.shape, floats: tensor.floats().map { $0 / Float(count) })
          : tensor.renamed(name))
    }
    return result
  }

  /// What a statistic of a nested norm is called here.
  /// - Returns: `nil` for other tensors; without `canonical` where it has no place here.
  private static func statistic(_ name: String) -> (norm: String, canonical: String?)? {
    let parts = name.split(separator: ".").map(String.init)
    guard parts.count > 2, parts[parts.count - 2] == "bn", let last = parts.last else {
      return nil
    }
    let outer = parts.dropLast(2).joined(separator: ".")
    let norm = outer + ".bn"
    return switch last {
    case "stored_mean", "running_mean": (norm, outer + ".stored_mean")
    case "stored_var", "running_var": (norm, outer + ".stored_var")
    case "accumulation_counter", "num_batches_tracked": (norm, nil)
    default: nil
    }
  }
}
