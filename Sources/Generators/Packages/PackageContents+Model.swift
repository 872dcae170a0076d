extension PackageContents {
  /// The networks as a loaded model, without a package between them; `nil` for families that paint
  /// from label maps.
  public var latentModel: (any Generator)? {
    switch networks {
    case let alone as GeneratorAlone<BigGANGenerator>:
      BigGANModel(name: manifest.name, network: alone.generator)
    case let alone as GeneratorAlone<SelfSupervisedGenerator>:
      SelfSupervisedModel(name: manifest.name, network: alone.generator)
    case let alone as GeneratorAlone<StyleGANGenerator>:
      StyleGANModel(name: manifest.name, generator: alone.generator)
    case let alone as GeneratorAlone<StyleGAN2Generator>:
      StyleGAN2Model(name: manifest.name, generator: alone.generator)
    default: nil
    }
  }
}
