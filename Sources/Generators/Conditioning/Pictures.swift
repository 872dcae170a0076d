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

extension Tensor {
  /// What a network made in red, green and blue: grey is all three alike; where the last of 2 or 4
  /// channels is an opacity, the picture lies on white.
  ///
  /// On `[N, C, H, W]` of 1 to 4 channels, about −1…1.
  /// - Returns: `[N, 3, H, W]`.
  func inColour() -> Tensor {
    let shape = shape
    let count = shape[1]
    precondition((1...4).contains(count), "\(shape) is no picture")
    if count == 3 { return self }
    let hasOpacity = count != 1
    let colours = hasOpacity ? sliced(axis: 1, from: 0, to: count - 1) : self
    let wide = colours.expanded([shape[0], 3, shape[2], shape[3]])
    guard hasOpacity else { return wide }
    let last = sliced(axis: 1, from: count - 1, to: count)
    let opacity = ((last + 1) / 2).clamped(from: 0, to: 1)
    return wide * opacity + (1 - opacity)
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
