public import Checkpoints
public import Imaging
public import Synthesis

/// A film in the making: every picture follows from its map and the pictures before.
public protocol Film: Sendable {
  /// Makes the next picture. What `checkpoint` throws leaves the film where it was.
  /// - Parameter request: Its map; models that see several maps remember the earlier ones.
  /// - Throws: `ModelError`, and what `checkpoint` throws.
  mutating func next(_ request: RenderRequest, checkpoint: () throws -> Void) throws -> RGBImage

  /// All that the next picture depends on besides its map, exact, so that a film that goes on from
  /// it ends in the same bytes.
  var memory: [StoredTensor] { get }

  /// Goes on from a memory.
  /// - Throws: `ModelError.request` for the memory of another model or size; the film stays as it was.
  mutating func restore(_ memory: [StoredTensor]) throws(ModelError)
}
