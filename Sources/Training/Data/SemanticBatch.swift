import Generators
import Imaging
import Layouts
import Tensors

/// Which channels a network's semantic input has.
struct BatchLayout: Hashable, Sendable {
  /// One-hot channels.
  var classes: Int
  /// Whether the map of instance edges follows them.
  var hasEdges: Bool
  /// What pixels of no object are when edges are found.
  var background = EdgeBackground.plain
  /// Whether the input is a picture instead of classes: three channels, −1…1.
  var takesPictures = false
}

/// A batch as the networks see it. Pictures, ids and edges cross to the device as bytes; what is wider
/// is made there, and only what is asked for.
///
/// Not Sendable: belongs to the training thread.
struct SemanticBatch {
  /// Pictures, `[N, 3, H, W]`, −1…1.
  let pictures: Tensor
  /// Channel of each pixel with "unlabelled" as its channel, and `classes` where nobody knows,
  /// `[N, 1, H, W]`, uint8, or int32 for more than 255 classes.
  let labels: Tensor
  /// Instance edges, `[N, 1, H, W]`, 0 or 1, float32; nil without the edge channel.
  let edges: Tensor?
  /// Whether some pixels have no label: they are in no channel.
  let hasUnknown: Bool
  private let layout: BatchLayout
  private let parts: [Part]
  private let known = Known()

  /// The maps of one example where they are numbers still.
  private struct Part {
    let example: TrainingExample
    let edges: Raster<UInt8>?

    func cropped(to rect: PixelRect) -> Part {
      Part(example: example.cropped(to: rect), edges: edges?.cropped(to: rect))
    }
  }

  /// What was made once and is asked for again.
  private final class Known {
    var semantics: Tensor?
  }

  init(
    _ examples: [TrainingExample], for layout: BatchLayout, device: Device = .cpu
  ) {
    let parts = examples.map { example in
      let objects = layout.background == .plain ? example.instances : example.regions
      return Part(
        example: example,
        edges: layout.hasEdges ? InstanceEdges.mask(of: objects) : nil)
    }
    self.init(parts, for: layout, device: device)
  }

  private init(_ parts: [Part], for layout: BatchLayout, device: Device) {
    self.parts = parts
    self.layout = layout
    let size = parts[0].example.image.size
    let shape = [parts.count, 1, size.height, size.width]
    pictures = Tensor(pictures: parts.map(\.example.image), device: device)
    let ids = parts.flatMap { part in
      part.example.labels.elements.map { id in
        precondition(
          layout.takesPictures || Int(id) < layout.classes || id == TrainingExample.unknownLabel,
          "label \(id) of \(layout.classes)")
        return min(id, UInt16(layout.classes))
      }
    }
    hasUnknown = ids.contains(UInt16(layout.classes))
    labels =
      layout.classes < 256
      ? Tensor(ids.map { UInt8($0) }, shape: shape).moved(to: device)
      : Tensor(ids.map { Int64($0) }, shape: shape).converted(to: .int32).moved(to: device)
    edges =
      layout.hasEdges
      ? Tensor(parts.flatMap { $0.edges?.elements ?? [] }, shape: shape).moved(to: device)
        .converted(to: .float32)
      : nil
  }

  /// One-hot classes, or the given pictures, and edges, `[N, L, H, W]`, float32; made on the device, once.
  func semantics() -> Tensor {
    if let made = known.semantics { return made }
    let oneHot =
      layout.takesPictures
      ? Tensor(
        pictures: parts.map { $0.example.given ?? $0.example.image }, device: pictures.device)
      : labels.oneHotChannels(layout.classes)
    let semantics = edges.map { Tensor.concatenated([oneHot, $0], axis: 1) } ?? oneHot
    known.semantics = semantics
    return semantics
  }

  /// 1 where a pixel has a label, `[N, 1, H, W]`, float32; `nil` where all have one.
  func knownMask() -> Tensor? {
    hasUnknown ? labels.isBelow(layout.classes).converted(to: .float32) : nil
  }

  /// Numbers of the regions that have a style of their own (`TrainingExample.regions`),
  /// `[N, 1, H, W]`, int64.
  func regions() -> Tensor {
    Tensor(regions: parts.map(\.example.regions), device: pictures.device)
  }

  /// The maps as tables see them, one per picture.
  func symbolMaps() -> [SymbolMap] {
    parts.map { part in
      SymbolMap(
        labels: part.example.labels.map { min($0, UInt16(layout.classes)) }, edges: part.edges,
        labelCount: layout.classes, hasUnknown: hasUnknown)
    }
  }

  /// The part inside a rectangle of pixels.
  func cropped(to rect: PixelRect) -> SemanticBatch {
    SemanticBatch(
      parts.map { $0.cropped(to: rect) }, for: layout, device: pictures.device)
  }
}

extension Tensor {
  /// Numbers of regions, `[N, 1, H, W]`, int64.
  init(regions: [InstanceMap], device: Device) {
    let numbers = regions.flatMap { $0.elements.map { Int64($0) } }
    self = Tensor(numbers, shape: [regions.count, 1, regions[0].height, regions[0].width])
      .moved(to: device)
  }
}

extension PixelRect {
  /// A square somewhere in a picture; as large as it fits.
  static func random(
    side: Int, in bounds: PixelRect, using random: inout SeededRandom
  ) -> PixelRect {
    let width = min(side, bounds.width)
    let height = min(side, bounds.height)
    return PixelRect(
      x: bounds.x + Int.random(in: 0...(bounds.width - width), using: &random),
      y: bounds.y + Int.random(in: 0...(bounds.height - height), using: &random),
      width: width, height: height)
  }
}
