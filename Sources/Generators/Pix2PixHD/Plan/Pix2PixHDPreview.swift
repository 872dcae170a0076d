import Foundation
import Imaging
import Synthesis
import Tensors

/// A plan and what the last picture was made from: after a change the crop around it is shown
/// first.
///
/// Instance norm takes statistics of the whole picture, so no crop is exact. It is computed with the
/// statistics that the last whole picture had, which a small change hardly moves, and with context
/// around what is shown; the exact picture follows.
///
/// Sendable: copies of a model share it, so it renders one picture at a time, under its lock.
final class Pix2PixHDPreview: @unchecked Sendable {
  private let lock = NSLock()
  private let plan: Pix2PixHDPlan
  private let unit: Int
  private var last: (input: Tensor, picture: Tensor, statistics: NormalizationStatistics)?

  /// Pixels of context around what changed: four units, which is where most of what a residual
  /// block sees lies; at least what the 7×7 convolutions of a shallow network reach.
  private var margin: Int { max(16, 4 * unit) }

  /// Largest share of the picture that a crop may have: above it the whole comes about as soon.
  private static let largestShare = 0.5

  /// - Parameter unit: Sides of crops are multiples of this.
  init(_ plan: Pix2PixHDPlan, unit: Int) {
    self.plan = plan
    self.unit = unit
  }

  /// Renders.
  /// - Parameters:
  ///   - input: `[1, C, H, W]`, float32; kept.
  ///   - isLive: Whether somebody is painting: a part may come first, and an unchanged input gives
  ///     the picture it gave.
  ///   - onPart: Gets the last picture with the crop in it, and the part that shows the change.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32.
  func render(
    _ input: Tensor, statistics: NormalizationStatistics, isLive: Bool,
    onPart: (Tensor, PixelRect) -> Void, checkpoint: () throws -> Void
  ) throws -> Tensor {
    lock.lock()
    defer { lock.unlock() }
    if isLive, let last, last.statistics == statistics, last.input.shape == input.shape {
      let changed = Self.changedPart(from: last.input, to: input)
      if changed.isEmpty { return last.picture }
      if let window = window(around: changed, in: input) {
        let crop = try plan.render(
          input.part(window), statistics: statistics, reusesStatistics: true,
          checkpoint: checkpoint)
        let shown = changed.grown(unit / 2, in: window)
        let inCrop = PixelRect(
          x: shown.x - window.x, y: shown.y - window.y, width: shown.width, height: shown.height)
        let picture = last.picture.copy()
        picture.part(shown).assign(crop.part(inCrop))
        onPart(picture, shown)
        try checkpoint()
      }
    }
    let picture = try plan.render(input, statistics: statistics, checkpoint: checkpoint)
    last = (input, picture, statistics)
    return picture
  }

  /// The crop that is computed: the change with context, in whole units.
  func window(around changed: PixelRect, in input: Tensor) -> PixelRect? {
    let level = PixelRect(x: 0, y: 0, width: input.shape[3], height: input.shape[2])
    let wide = changed.grown(margin, in: level)
    let left = wide.x / unit * unit
    let top = wide.y / unit * unit
    let window = PixelRect(
      x: left, y: top, width: (wide.maxX + unit - 1) / unit * unit - left,
      height: (wide.maxY + unit - 1) / unit * unit - top
    ).intersection(level)
    return Double(window.area) <= Self.largestShare * Double(level.area) ? window : nil
  }

  /// The smallest rectangle that holds every pixel in which two inputs differ.
  static func changedPart(from old: Tensor, to new: Tensor) -> PixelRect {
    let differs = Engine.call("aten::ne", "Tensor", .tensor(old), .tensor(new))
    func span(_ other: Int) -> (first: Int, count: Int)? {
      // [1, C, H, W]: any over the channels, then over the other side.
      let perChannel = Engine.call(
        "aten::any", "dim", .tensor(differs), .int(1), .bool(false))
      let line = Engine.call("aten::any", "dim", .tensor(perChannel), .int(other), .bool(false))
      let flags = line.bytes()
      guard let first = flags.firstIndex(where: { $0 != 0 }),
        let last = flags.lastIndex(where: { $0 != 0 })
      else { return nil }
      return (first, last - first + 1)
    }
    guard let rows = span(2), let columns = span(1) else { return .none }
    return PixelRect(
      x: columns.first, y: rows.first, width: columns.count, height: rows.count)
  }
}
