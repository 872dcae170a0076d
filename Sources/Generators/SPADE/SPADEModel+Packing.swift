public import Synthesis
import Layers
import Tensors

extension SPADEModel {
  /// A model above this size holds packed weights of one precision at a time.
  private static let sharedLimit = 200 << 20

  /// Packs all convolutions for a precision, once.
  public mutating func prepare(for precision: Precision) throws(ModelError) {
    if packed[precision] != nil { return }
    if byteCount > Self.sharedLimit { packed = [:] }
    var copy = generator
    do {
      try copy.packAll(as: precision.elementType)
    } catch {
      throw .engine(error)
    }
    packed[precision] = copy
  }
}

extension SPADEGenerator {
  /// Folds spectral norms into the weights: the same function, for inference only. Layer by layer,
  /// so that at most one original stays beside its folded weight.
  mutating func foldForInference() {
    withoutGradients {
      for index in blocks.indices {
        blocks[index].body.conv0.foldSpectralNorm()
        blocks[index].body.conv1.foldSpectralNorm()
        blocks[index].body.shortcut?.convolution.foldSpectralNorm()
      }
    }
  }

  /// Packs the main path and the modulation's convolutions.
  mutating func packAll(as type: Tensors.ElementType) throws(TensorError) {
    try packForInference(as: type)
    for index in blocks.indices {
      try blocks[index].body.norm0.packForInference(as: type)
      try blocks[index].body.norm1.packForInference(as: type)
      if var shortcut = blocks[index].body.shortcut {
        try shortcut.norm.packForInference(as: type)
        blocks[index].body.shortcut = shortcut
      }
    }
  }
}

extension SPADE {
  /// Packs the three convolutions.
  fileprivate mutating func packForInference(
    as type: Tensors.ElementType
  ) throws(TensorError) {
    try shared.packForInference(as: type)
    try gamma.packForInference(as: type)
    try beta.packForInference(as: type)
  }
}

extension Conv2D {
  /// Divides the weight by its spectral norm and forgets the norm.
  fileprivate mutating func foldSpectralNorm() {
    guard let spectral else { return }
    weight = spectral.normalized(weight, mode: .evaluation)
    self.spectral = nil
  }
}
