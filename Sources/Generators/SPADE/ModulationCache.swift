import Synchronization
import Tensors

/// Keeps the modulation of the last map. γ and β depend on the map only, so while z, ψ, seed or
/// style change they are taken from here: three quarters of the work (SYSTEMS §1.9).
///
/// The tensors are those a fresh pass would compute, so pictures do not depend on the cache.
final class ModulationCache: Sendable {
  /// What the tensors belong to.
  struct Key: Equatable {
    let input: SemanticInput
    let type: ElementType
    /// Packed convolutions sum in another order.
    let isPacked: Bool
  }

  private struct Entry {
    let key: Key
    var tensors: [Tensor] = []
    var byteCount = 0
  }

  private let entry = Mutex<Entry?>(nil)
  private let limit: Int

  /// - Parameter limit: Most bytes that are kept; layers beyond are computed every time.
  init(limit: Int = 160 << 20) {
    self.limit = limit
  }

  /// What is known for a map, in the order the network asks; forgets any other map.
  func tensors(for key: Key) -> [Tensor] {
    entry.withLock { entry in
      if let entry, entry.key == key { return entry.tensors }
      entry = Entry(key: key)
      return []
    }
  }

  /// Keeps the modulation that the network asked for after `index` others.
  func keep(_ tensor: Tensor, at index: Int, for key: Key) {
    let bytes = tensor.count * tensor.type.byteCount
    entry.withLock { entry in
      guard entry?.key == key, entry?.tensors.count == index,
        (entry?.byteCount ?? 0) + bytes <= limit
      else { return }
      entry?.tensors.append(tensor)
      entry?.byteCount += bytes
    }
  }
}
