import Imaging
import StudioUI
import Terminal
import Testing

@Suite("Layout") struct LayoutTests {
  static let sizes = stride(from: 20, through: 300, by: 7).flatMap { columns in
    stride(from: 5, through: 100, by: 5).map { CellSize(columns: columns, rows: $0) }
  }

  func parts(_ layout: ScreenLayout) -> [CellRect] {
    let parts = [
      layout.header, layout.mapTitle, layout.map, layout.pictureTitle, layout.picture,
      layout.recents, layout.statusRule, layout.status, layout.keys,
    ]
    let lists = [
      layout.paletteTitle, layout.palette, layout.inspectorTitle, layout.inspector,
    ]
    return (parts + layout.separators + (layout.overlay.isEmpty ? lists : [])).filter {
      !$0.isEmpty
    }
  }

  @Test("Nothing overlaps and nothing leaves the screen, at any size", arguments: sizes)
  func disjoint(size: CellSize) {
    for image in [PixelSize(width: 256, height: 256), PixelSize(width: 512, height: 128)] {
      for alone in [false, true] {
        for open in [false, true] {
          let layout = ScreenLayout(
            size: size,
            options: .init(
              image: image, pictureAlone: alone, paletteOpen: open, inspectorOpen: open))
          let parts = parts(layout)
          for (index, part) in parts.enumerated() {
            #expect(part.intersection(CellRect(size)) == part)
            for other in parts.dropFirst(index + 1) {
              #expect(part.intersection(other).isEmpty, "\(part) and \(other) at \(size)")
            }
          }
          if layout.isTooSmall { #expect(parts.isEmpty) }
        }
      }
    }
  }

  @Test(
    "Square pictures get the room of the mock-ups",
    arguments: [
      (CellSize(columns: 80, rows: 24), CellSize(columns: 38, rows: 19)),
      (CellSize(columns: 120, rows: 36), CellSize(columns: 44, rows: 22)),
      (CellSize(columns: 200, rows: 60), CellSize(columns: 70, rows: 35)),
    ])
  func pictures(size: CellSize, expected: CellSize) {
    let layout = ScreenLayout(size: size)
    for area in [layout.map, layout.picture] {
      let viewport = CellViewport(image: PixelSize(width: 256, height: 256), area: area)
      #expect(viewport.shownCells.size == expected)
    }
  }

  @Test("Tall windows stack the panes when that shows larger pictures") func stacked() {
    let layout = ScreenLayout(size: CellSize(columns: 80, rows: 60))
    #expect(layout.picture.row > layout.map.endRow)
    let viewport = CellViewport(image: PixelSize(width: 256, height: 256), area: layout.map)
    #expect(viewport.shownCells.columns > 38)
  }
}
