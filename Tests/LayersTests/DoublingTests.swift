import Layers
import Tensors
import TestSupport
import Testing

@Suite("Doubling by a convolution", .serialized) struct DoublingTests {
  init() { #expect(EngineFixture.isReady) }

  private func spread(resizes: Bool) -> Float {
    let layer = TransposedConv2D(
      3, 2, resizes: resizes, initialization: .kaiming(gain: 1),
      using: RandomGenerator(seed: 3))
    let picture = layer(Tensor.ones([1, 3, 6, 5]))
    #expect(picture.shape == [1, 2, 12, 10])
    let values = picture.sliced(axis: 1, from: 0, to: 1).floats()
    return (values.max() ?? 0) - (values.min() ?? 0)
  }

  @Test("An even surface stays even up to its edges where pixels are doubled first")
  func lattice() {
    #expect(spread(resizes: true) < 1e-5)
    // The transposed form draws a lattice on it with any weights.
    #expect(spread(resizes: false) > 0.01)
  }
}
