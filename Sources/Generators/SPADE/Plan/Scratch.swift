import Imaging
import Layouts
import Tensors

/// A few growing pieces of memory that all blocks share for what lives only inside one block.
///
/// Not Sendable: belongs to one plan.
final class Scratch {
  /// Memory of tables and convolutions, and the clock.
  let workspace = Workspace()
  private let type: Tensors.ElementType
  private var pieces: [Tensor]

  init(type: Tensors.ElementType, pieces count: Int = 1) {
    self.type = type
    pieces = (0..<count).map { _ in .uninitialized([0], type: type) }
  }

  /// Memory in bytes.
  var byteCount: Int {
    pieces.reduce(workspace.byteCount) { $0 + $1.count * type.byteCount }
  }

  /// The first piece for modulated activations of a rectangle, as
  /// `[1, channels, rect.height, rect.width]`, channels-last; whatever was there before.
  func ring(_ channels: Int, _ rect: PixelRect) -> Tensor {
    view(0, channels, height: rect.height, width: rect.width)
  }

  /// A piece as `[count, channels, height, width]`, channels-last.
  func view(
    _ piece: Int, count: Int = 1, _ channels: Int, height: Int, width: Int
  ) -> Tensor {
    let plane = channels * height * width
    if pieces[piece].count < count * plane {
      pieces[piece] = .uninitialized([count * plane], type: type)
      Workspace.preferLargePages(pieces[piece])
    }
    return Engine.call(
      "aten::as_strided", "", .tensor(pieces[piece]), .ints([count, channels, height, width]),
      .ints([plane, 1, channels * width, channels]))
  }
}

extension Tensor {
  /// A rectangle of pixels, a view.
  func part(_ rect: PixelRect) -> Tensor {
    sliced(axis: 2, from: rect.y, to: rect.maxY).sliced(axis: 3, from: rect.x, to: rect.maxX)
  }
}
