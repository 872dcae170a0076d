import Layers
import Tensors
import TestSupport
import Testing

/// Blocks of BigGAN and of the self-supervised GAN beyond what the golden tests see.
@Suite(.serialized) struct ConditionalLayersTests {
  init() { #expect(EngineFixture.isReady) }

  @Test("BigGAN's σ is that of one more step from the stored u, which evaluation forgets")
  func steppedSpectralNorm() {
    var norm = SpectralNorm(
      for: Tensor([Float(3), 0, 0, 1], shape: [2, 2]), form: .bigGAN(epsilon: 1e-12),
      using: RandomGenerator(seed: 1), iterations: 0)
    norm.u = Tensor([Float(1), 1], shape: [1, 2])
    let weight = Tensor([Float(3), 0, 0, 1], shape: [2, 2])
    // v = (3, 1)/√10, u′ = (9, 1)/√82, σ = (27·3 + 1)/√820 = 82/√820.
    let expected: Float = 3 / (82 / Float(820).squareRoot())
    let evaluated = norm.normalized(weight, mode: .evaluation).floats()
    #expect((evaluated[0] - expected).magnitude < 1e-6)
    #expect(norm.u.floats() == [1, 1])
    _ = norm.normalized(weight, mode: .training)
    #expect((norm.u.floats()[0] - 9 / Float(82).squareRoot()).magnitude < 1e-6)
  }

  @Test(
    "Orthogonal weights are, whichever side is longer", arguments: [[6, 2, 3, 3], [40, 2, 3, 3]])
  func orthogonal(shape: [Int]) {
    let weight = Initialization.orthogonal.weight(shape, using: RandomGenerator(seed: 3))
    let matrix = weight.reshaped([shape[0], -1])
    let isWide = shape[0] < matrix.shape[1]
    let gram =
      isWide ? matrix.matmul(matrix.transposed(0, 1)) : matrix.transposed(0, 1).matmul(matrix)
    let side = gram.shape[0]
    let identity = Tensor(
      (0..<side * side).map { $0 % (side + 1) == 0 ? Float(1) : 0 }, shape: gram.shape)
    #expect((gram - identity).absolute().maximum().item < 1e-5)
  }

  @Test("A new attention layer changes nothing until γ is learned") func attentionStartsSilent() {
    let random = RandomGenerator(seed: 4)
    var layer = SelfAttention(
      channels: 16, spectral: nil, initialization: .orthogonal, using: random)
    let x = random.normal([2, 16, 6, 6])
    #expect((layer(x, mode: .evaluation) - x).absolute().maximum().item == 0)
    layer.gamma = Tensor.scalar(1)
    #expect((layer(x, mode: .evaluation) - x).absolute().maximum().item > 0.01)
  }

  @Test("A mixture of classes gives a mixture of gains and biases") func mixture() {
    let random = RandomGenerator(seed: 5)
    let norm = ConditionalBatchNorm(
      channels: 3, condition: .classes(2), spectral: nil, initialization: .orthogonal,
      using: random)
    let x = random.normal([1, 3, 4, 4])
    func shown(_ weights: [Float]) -> Tensor {
      norm(x, condition: Tensor(weights, shape: [1, 2]), mode: .evaluation)
    }
    let between = (shown([1, 0]) + shown([0, 1])) / 2
    #expect((shown([0.5, 0.5]) - between).absolute().maximum().item < 1e-6)
  }

  @Test("The 1×1 shortcut after halving is the one before it") func halvedShortcut() {
    let random = RandomGenerator(seed: 7)
    let convolution = Conv2D(4, 6, kernel: 1, initialization: .orthogonal, using: random)
    let x = random.normal([1, 4, 8, 8])
    let before = convolution(x).averagePooled(kernel: 2, stride: 2)
    let after = convolution(x.averagePooled(kernel: 2, stride: 2))
    #expect((before - after).absolute().maximum().item < 1e-6)
  }

  @Test("Measured statistics are plain means of all batches", arguments: [false, true])
  func measuring(isBiased: Bool) {
    let random = RandomGenerator(seed: 8)
    let norm = BatchNorm(channels: 2, keepsBiasedVariance: isBiased)
    let batches = (0..<3).map { _ in random.normal([4, 2, 3, 3]) }
    for (index, batch) in batches.enumerated() {
      _ = norm(batch, mode: .measuring(momentum: 1 / Double(index + 1)))
    }
    var expected = Tensor.zeros([2])
    for batch in batches {
      let biased = batch.varianceAndMean(over: [0, 2, 3]).variance.reshaped([2])
      expected = expected + biased * (isBiased ? 1 : 36.0 / 35)
    }
    #expect((norm.statistics.variance - expected / 3).absolute().maximum().item < 1e-6)
  }
}
