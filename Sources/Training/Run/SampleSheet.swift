import Generators
import Imaging
import Tensors

/// Parts of the sheets that show what the networks can do now, one row per example.
public enum SampleSheet {
  /// Draws rows of pictures of one size with a margin; short rows leave their end empty.
  static func picture(of rows: [[RGBImage]]) -> RGBImage { ContactSheet.picture(of: rows) }

  /// Draws a batch of pictures row by row.
  /// - Parameter batch: `[N, 3, H, W]`, −1…1.
  static func picture(ofBatch batch: Tensor, columns: Int) -> RGBImage {
    let count = batch.shape[0]
    let pictures = (0..<count).map { RGBImage(batch.sliced(axis: 0, from: $0, to: $0 + 1)) }
    return picture(
      of: stride(from: 0, to: count, by: columns).map {
        Array(pictures[$0..<min(count, $0 + columns)])
      })
  }

  /// Any label map in well separated colours (golden-angle hues).
  static func mapColors(of labels: LabelMap) -> RGBImage {
    labels.map { id in
      let hue = (Double(id) * 0.618034).truncatingRemainder(dividingBy: 1) * 6
      let level = id % 3 == 0 ? 220.0 : id % 3 == 1 ? 170.0 : 120.0
      func channel(_ offset: Double) -> UInt8 {
        let distance = abs((hue + offset).truncatingRemainder(dividingBy: 6) - 3) - 1
        return UInt8(level * (0.25 + 0.75 * min(1, max(0, distance))))
      }
      return RGB(channel(0), channel(4), channel(2))
    }
  }
}
