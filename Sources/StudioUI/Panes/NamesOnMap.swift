import Imaging
import Terminal

/// Names on the regions of a map, as in an atlas (`_`).
struct NamesOnMap {
  let labels: Raster<UInt16?>
  let set: LabelSet
  let appearance: LabelAppearance

  /// Writes a name on every region with room for it, at the longest run of cells near its middle.
  func draw(in area: CellRect, into painter: inout Painter) {
    for region in regions {
      let name = set.name(of: Int(region.label))
      guard let run = region.bestRun, run.count >= name.count + 2 else { continue }
      let start = run.column + (run.count - name.count) / 2
      painter.mark(
        name, at: CellPoint(column: area.column + start, row: area.row + run.row),
        clippedTo: area)
    }
  }

  private struct Run {
    var column: Int
    var row: Int
    var count: Int
  }

  private struct Region {
    var label: UInt16
    var cells: [(column: Int, row: Int)]

    /// The longest run of cells; two columns of length are worth one row nearer to the middle.
    var bestRun: Run? {
      let sorted = cells.sorted { ($0.row, $0.column) < ($1.row, $1.column) }
      guard !sorted.isEmpty else { return nil }
      let middle = sorted[sorted.count / 2].row
      func score(_ run: Run) -> Int { run.count - 2 * abs(run.row - middle) }
      var best: Run?
      var present: Run?
      for cell in sorted {
        if var run = present, run.row == cell.row, run.column + run.count == cell.column {
          run.count += 1
          present = run
        } else {
          present = Run(column: cell.column, row: cell.row, count: 1)
        }
        if let run = present, score(run) > best.map(score) ?? .min { best = run }
      }
      return best
    }
  }

  /// Connected cells that show one label in both halves.
  private var regions: [Region] {
    let columns = labels.width
    let rows = labels.height / 2
    var seen = [Bool](repeating: false, count: columns * rows)
    func label(_ column: Int, _ row: Int) -> UInt16? {
      let upper = labels.elements[2 * row * columns + column]
      return upper == labels.elements[(2 * row + 1) * columns + column] ? upper : nil
    }
    var found: [Region] = []
    for row in 0..<rows {
      for column in 0..<columns where !seen[row * columns + column] {
        guard let here = label(column, row) else { continue }
        var region = Region(label: here, cells: [])
        var pending = [(column, row)]
        seen[row * columns + column] = true
        while let (x, y) = pending.popLast() {
          region.cells.append((x, y))
          for (nextX, nextY) in [(x - 1, y), (x + 1, y), (x, y - 1), (x, y + 1)] {
            guard nextX >= 0, nextX < columns, nextY >= 0, nextY < rows,
              !seen[nextY * columns + nextX], label(nextX, nextY) == here
            else { continue }
            seen[nextY * columns + nextX] = true
            pending.append((nextX, nextY))
          }
        }
        if region.cells.count >= 4 { found.append(region) }
      }
    }
    return found
  }
}
