import Tensors

/// The official size of StyleGAN, for untrained models.
public enum StyleGANPreset: String, CaseIterable, Sendable {
  /// 1024×1024, in the layout of the PyTorch port.
  case side1024 = "stylegan-1024"

  /// Learned numbers of the generator. The PyTorch port lacks the 512 biases of the constant,
  /// which the 26,219,627 of the original hold.
  public var parameterCount: Int { 26_219_627 - 512 }

  /// The preset as every family offers it.
  public var modelPreset: ModelPreset {
    ModelPreset(name: rawValue, parameterCount: parameterCount) { random in
      StyleGANGenerator(StyleGANConfiguration(), using: random)
    }
  }
}
