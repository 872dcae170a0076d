import Checkpoints
public import Generators
public import Layers
public import Tensors

/// Judges every patch of a picture: the generator's blocks and a convolution to one score. Its
/// input is not padded, so a picture of h×w gets (h − 10)×(w − 10) scores of 11×11 pixels each.
public struct SinGANDiscriminator: Sendable {
  /// The blocks.
  public var trunk: SinGANTrunk
  /// Features to a score; nothing follows.
  public var tail: Conv2D

  /// A freshly drawn discriminator.
  /// - Parameters:
  ///   - channels: Width behind each block.
  ///   - random: `nil` leaves the weights unfilled, to be loaded.
  public init(channels: [Int], using random: RandomGenerator?) {
    trunk = SinGANTrunk(channels: channels, using: random)
    tail = .singan(channels[channels.count - 1], 1, using: random)
  }

  /// - Parameter x: `[N, 3, H, W]`.
  /// - Returns: `[N, 1, H − 2b, W − 2b]`.
  public func callAsFunction(_ x: Tensor, mode: Mode) -> Tensor {
    tail(trunk(x, mode: mode))
  }

  /// A discriminator filled with stored tensors.
  /// - Throws: `ModelError`, `FixtureError` for tensors of another network.
  static func loaded(from tensors: [StoredTensor], file: String) throws -> SinGANDiscriminator {
    guard let channels = SinGANGenerator.channels(of: tensors) else {
      throw FixtureError("\(file) holds no blocks head, body.block1, …")
    }
    var network = SinGANDiscriminator(channels: channels, using: nil)
    try load(into: &network, from: tensors, file: file)
    return network
  }
}

extension SinGANDiscriminator: Parameterized {
  /// Visits its parameters under their checkpoint names.
  public mutating func visit(_ visitor: inout some ParameterVisitor, at path: ParameterPath)
    throws(ParameterError)
  {
    try trunk.visit(&visitor, at: path)
    try tail.visit(&visitor, at: path / "tail")
  }
}
