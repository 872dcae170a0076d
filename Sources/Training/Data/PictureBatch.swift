import Imaging
import Tensors

/// A batch for families without label maps: pictures and their classes.
struct PictureBatch {
  /// Pictures, `[N, 3, H, W]`, −1…1, float32.
  let pictures: Tensor
  /// Class of each, `[N]`, int64.
  let classes: Tensor

  init(_ examples: [TrainingExample], device: Device = .cpu) {
    pictures = Tensor(pictures: examples.map(\.image), device: device)
    classes = Tensor(examples.map { Int64($0.classID) }, shape: [examples.count])
      .moved(to: device)
  }

  private init(pictures: Tensor, classes: Tensor) {
    self.pictures = pictures
    self.classes = classes
  }

  /// One of `count` equal parts.
  func part(_ index: Int, of count: Int) -> PictureBatch {
    let size = pictures.shape[0] / count
    let range = (index * size, (index + 1) * size)
    return PictureBatch(
      pictures: pictures.sliced(axis: 0, from: range.0, to: range.1),
      classes: classes.sliced(axis: 0, from: range.0, to: range.1))
  }
}

extension Tensor {
  /// Pictures of one size as networks take them: `[N, 3, H, W]`, −1…1, float32. They cross to the
  /// device as bytes.
  init(pictures: [RGBImage], device: Device = .cpu) {
    let size = pictures.first?.size ?? PixelSize(width: 0, height: 0)
    var bytes: [UInt8] = []
    bytes.reserveCapacity(pictures.count * size.area * 3)
    for picture in pictures {
      picture.elements.withUnsafeBytes { bytes.append(contentsOf: $0) }
    }
    self =
      Tensor(bytes, shape: [pictures.count, size.height, size.width, 3]).moved(to: device)
      .permuted([0, 3, 1, 2]).converted(to: .float32) / 127.5 - 1
  }
}
