import Foundation
public import Imaging

/// The losses of a run as small panels, one above the other, smoothed.
public enum LossPlot {
  private static let panel = PixelSize(width: 640, height: 90)
  private static let colors: [RGB] = [
    RGB(96, 165, 250), RGB(52, 211, 153), RGB(251, 191, 36), RGB(244, 114, 182),
    RGB(248, 113, 113), RGB(167, 139, 250),
  ]

  /// Draws the plot.
  /// - Parameter names: The losses, top to bottom; one the record lacks leaves its panel empty.
  public static func picture(of record: TrainingRecord, names: [String]) -> RGBImage {
    let series = names.map { name in record.entries.compactMap { $0.losses[name] } }
    var plot = RGBImage(
      width: panel.width, height: panel.height * series.count, filledWith: RGB(18, 18, 20))
    for (index, values) in series.enumerated() {
      draw(values, color: colors[index % colors.count], top: index * panel.height, in: &plot)
    }
    return plot
  }

  private static func draw(
    _ values: [Double], color: RGB, top: Int, in plot: inout RGBImage
  ) {
    for column in 0..<panel.width { plot[column, top] = RGB(60, 60, 64) }
    guard values.count > 1, let low = values.min(), let high = values.max() else { return }
    let span = max(high - low, 1e-9)
    var smooth = values[0]
    var previous: Int?
    for column in 0..<panel.width {
      let position = Double(column) / Double(panel.width - 1) * Double(values.count - 1)
      smooth += 0.2 * (values[Int(position)] - smooth)
      let height = Double(panel.height - 8)
      let row = top + 4 + Int((1 - (smooth - low) / span) * height)
      for y in min(row, previous ?? row)...max(row, previous ?? row) {
        plot[column, min(max(y, 0), plot.height - 1)] = color
      }
      previous = row
    }
  }
}
