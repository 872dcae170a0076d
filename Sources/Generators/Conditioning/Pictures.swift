public import Imaging
public import Tensors

extension Tensor {
  /// A picture as networks take it.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32.
  public init(picture: RGBImage) {
    let bytes = picture.elements.withUnsafeBytes {
      Tensor(bytes: $0, type: .uint8, shape: [1, picture.height, picture.width, 3])
    }
    self = (bytes.converted(to: .float32) / 127.5 - 1).permuted([0, 3, 1, 2]).contiguous()
  }
}

extension RGBImage {
  /// A picture as networks make it.
  ///
  /// (x + 1) / 2 · 255, cut to 0…255 and truncated, not rounded: `tensor2im` (ReferenceSystems
  /// article).
  /// - Parameter tensor: `[1, 3, H, W]`, −1…1.
  public init(_ tensor: Tensor) {
    self.init(bytes: (tensor.converted(to: .float32) + 1) / 2 * 255)
  }

  /// A picture of values that are bytes already but for their fraction: cut to 0…255, truncated.
  /// - Parameter tensor: `[1, 3, H, W]`.
  init(bytes tensor: Tensor) {
    let shape = tensor.shape
    precondition(shape.count == 4 && shape[0] == 1 && shape[1] == 3, "\(shape) is no picture")
    let bytes = tensor.clamped(from: 0, to: 255)
      .converted(to: .uint8).permuted([0, 2, 3, 1]).contiguous().bytes()
    let pixels = [RGB](unsafeUninitializedCapacity: shape[2] * shape[3]) { pixels, count in
      for index in 0..<(shape[2] * shape[3]) {
        pixels.initializeElement(
          at: index, to: RGB(bytes[3 * index], bytes[3 * index + 1], bytes[3 * index + 2]))
      }
      count = shape[2] * shape[3]
    }
    self.init(width: shape[3], height: shape[2], elements: pixels)
  }
}
