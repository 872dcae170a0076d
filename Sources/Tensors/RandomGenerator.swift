import CTorch

/// PyTorch's CPU generator (Mersenne Twister), seeded; draws equal those of
/// `torch.Generator().manual_seed(seed)`.
///
/// Sendable: used by the one thread that computes; LibTorch locks it as well.
public final class RandomGenerator: @unchecked Sendable {
  let pointer: OpaquePointer

  /// Creates a generator from a seed.
  public init(seed: UInt64) {
    var result: OpaquePointer?
    guard Engine.api.generator(seed, &result) == 0, let result else { Tensor.failed() }
    pointer = result
  }

  deinit {
    Engine.api.release_generator(pointer)
  }

  /// Standard normal numbers, `torch.randn(shape, generator=…)`.
  public func normal(_ shape: [Int]) -> Tensor {
    Device.settled(Engine.call("aten::randn", "generator", .ints(shape), .generator(self)))
  }

  /// Uniform numbers in 0..<1, `torch.rand(shape, generator=…)`.
  public func uniform(_ shape: [Int]) -> Tensor {
    Device.settled(Engine.call("aten::rand", "generator", .ints(shape), .generator(self)))
  }
}
