public import Imaging
public import Tensors

/// The step between scales: to bytes, a cubic resize in double precision, back.
///
/// Samples are cut to −1…1 and truncated to 8 bits before each resize, also where the factor is 1:
/// float32 rounding then takes 63 of 256 grey levels down by one, so passes are counted.
public enum SinGANResize {
  /// Resizes by a factor.
  /// - Parameter picture: `[1, C, H, W]`, −1…1.
  /// - Returns: `[1, C, ⌈H·factor⌉, ⌈W·factor⌉]`, −1…1.
  public static func resized(_ picture: Tensor, by factor: Double) -> Tensor {
    resized(picture, by: factor, bytes: bytes(of: picture))
  }

  /// Resizes by a factor what is already truncated.
  /// - Parameter bytes: The picture's samples as it lies.
  static func resized(_ picture: Tensor, by factor: Double, bytes: [UInt8]) -> Tensor {
    let shape = picture.shape
    return resized(
      picture, bytes,
      with: CubicResize(from: PixelSize(width: shape[3], height: shape[2]), by: factor))
  }

  /// Resizes to a shape.
  public static func resized(_ picture: Tensor, to size: PixelSize) -> Tensor {
    let shape = picture.shape
    return resized(
      picture, bytes(of: picture),
      with: CubicResize(from: PixelSize(width: shape[3], height: shape[2]), to: size))
  }

  /// A picture as the reference reads one: k / 255 in single precision, then to −1…1.
  /// - Returns: `[1, 3, H, W]`.
  public static func tensor(of picture: RGBImage) -> Tensor {
    func plane(_ channel: KeyPath<RGB, UInt8>) -> [Float] {
      picture.elements.map { (Float(Double($0[keyPath: channel]) / 255) - 0.5) * 2 }
    }
    return Tensor(
      plane(\.red) + plane(\.green) + plane(\.blue),
      shape: [1, 3, picture.height, picture.width])
  }

  /// The 8 bits of a picture.
  /// - Returns: Row-major, as the tensor lies: plane after plane.
  public static func bytes(of picture: Tensor) -> [UInt8] {
    levels(of: picture).map { UInt8($0) }
  }

  /// The grey levels before their truncation, 0…255, as the picture lies.
  static func levels(of picture: Tensor) -> [Float] {
    picture.floats().map { value in
      let unit = (value + 1) / 2
      return 255 * (unit > 0 ? min(unit, 1) : 0)
    }
  }

  private static func resized(
    _ picture: Tensor, _ bytes: [UInt8], with resize: CubicResize
  ) -> Tensor {
    let shape = picture.shape
    precondition(shape.count == 4 && shape[0] == 1, "\(shape) is no picture")
    var result: [Float] = []
    result.reserveCapacity(shape[1] * resize.target.area)
    for channel in 0..<shape[1] {
      let start = channel * resize.source.area
      let plane = resize(bytes[start..<start + resize.source.area].map(Double.init))
      for value in plane {
        let centred = (Float(value / 255) - 0.5) * 2
        result.append(max(-1, min(1, centred)))
      }
    }
    return Tensor(result, shape: [1, shape[1], resize.target.height, resize.target.width])
  }
}
