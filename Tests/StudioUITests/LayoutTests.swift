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
      layout.recents, layout.tour, layout.statusRule, layout.status, layout.keys,
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
      for arrangement in [ScreenLayout.Arrangement.beside, .alone] {
        for open in [false, true] {
          let layout = ScreenLayout(
            size: size,
            options: .init(
              image: image, arrangement: arrangement, panelsShown: open ? true : nil,
              tourRows: open ? 3 : 0, paletteOpen: open, inspectorOpen: open))
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

  private static let named = [
    CellSize(columns: 80, rows: 24), CellSize(columns: 100, rows: 30),
    CellSize(columns: 120, rows: 36), CellSize(columns: 150, rows: 42),
    CellSize(columns: 200, rows: 60), CellSize(columns: 300, rows: 80),
  ]

  /// Cells of a window that show nothing but black beside the pictures.
  private func bars(_ layout: ScreenLayout, _ image: PixelSize) -> Int {
    let shown = [layout.map, layout.picture].map {
      CellViewport(image: image, area: $0).shownCells
    }
    let used =
      [
        layout.header, layout.mapTitle, layout.pictureTitle, layout.recents, layout.tour,
        layout.statusRule, layout.status, layout.keys, layout.paletteTitle, layout.palette,
        layout.inspectorTitle, layout.inspector,
      ] + layout.separators + shown
    return layout.size.columns * layout.size.rows
      - used.reduce(0) { $0 + $1.columns * $1.rows }
  }

  @Test("The pictures fill the window: black bars take at most a tenth of it", arguments: named)
  func bars(size: CellSize) {
    let square = PixelSize(width: 256, height: 256)
    let layout = ScreenLayout(size: size, options: .init(image: square))
    #expect(10 * bars(layout, square) <= size.columns * size.rows, "\(bars(layout, square)) cells")
  }

  @Test("Square pictures get the room that panels would take")
  func pictures() {
    for (size, columns) in [(Self.named[0], 38), (Self.named[2], 58), (Self.named[4], 98)] {
      let layout = ScreenLayout(size: size)
      for area in [layout.map, layout.picture] {
        let viewport = CellViewport(image: PixelSize(width: 256, height: 256), area: area)
        #expect(viewport.shownCells.columns >= columns, "at \(size)")
      }
    }
  }

  @Test("Panels stand where the pictures leave room, always, or never") func panels() {
    let wide = CellSize(columns: 240, rows: 40)
    #expect(ScreenLayout(size: wide).panels == .flanks)
    #expect(ScreenLayout(size: Self.named[2]).panels == .folded)
    #expect(ScreenLayout(size: Self.named[2], options: .init(panelsShown: true)).panels == .side)
    #expect(ScreenLayout(size: wide, options: .init(panelsShown: false)).panels == .folded)
  }

  @Test("The tour's note lies under the pictures, never over them") func tour() {
    for size in Self.named {
      let layout = ScreenLayout(size: size, options: .init(tourRows: 4))
      #expect(layout.tour.rows == 4)
      for area in [layout.map, layout.picture] {
        #expect(area.intersection(layout.tour).isEmpty)
      }
    }
  }

  @Test("The map as an inset lies in the picture's corner and keeps its proportions") func inset() {
    for image in [PixelSize(width: 256, height: 256), PixelSize(width: 512, height: 256)] {
      let layout = ScreenLayout(
        size: Self.named[2], options: .init(image: image, arrangement: .inset))
      #expect(layout.map.intersection(layout.picture) == layout.map)
      func columns(_ arrangement: ScreenLayout.Arrangement) -> Int {
        let layout = ScreenLayout(
          size: Self.named[2], options: .init(image: image, arrangement: arrangement))
        return CellViewport(image: image, area: layout.picture).shownCells.columns
      }
      // The panels beside it cost the picture nothing.
      #expect(columns(.inset) >= columns(.alone))
      #expect(columns(.inset) > columns(.beside))
      let shown = CellViewport(image: image, area: layout.map).shownCells
      #expect(abs(shown.columns - layout.map.columns) <= 1)
    }
  }

  @Test("The Walk pane is one row until there is a keyframe") func walkRow() {
    let size = Self.named[4]
    let empty = ScreenLayout(
      size: size, options: .init(walkHasKeyframes: false, walkOpen: true, walkFocused: true))
    #expect(empty.walk.isEmpty && empty.walkTitle.rows == 1)
    let film = ScreenLayout(
      size: size, options: .init(walkHasKeyframes: true, walkOpen: true, walkFocused: true))
    #expect(film.walk.rows >= 5)
  }

  @Test("Panes grow and shrink by steps, and keep the rest of the screen") func steps() {
    let size = Self.named[2]
    let plain = ScreenLayout(size: size)
    let larger = ScreenLayout(size: size, options: .init(steps: [.map: 3]))
    #expect(larger.map.columns == plain.map.columns + 9)
    #expect(larger.picture.columns < plain.picture.columns)
  }

  @Test("Tall windows stack the panes when that shows larger pictures") func stacked() {
    let layout = ScreenLayout(size: CellSize(columns: 80, rows: 60))
    #expect(layout.picture.row > layout.map.endRow)
    let viewport = CellViewport(image: PixelSize(width: 256, height: 256), area: layout.map)
    #expect(viewport.shownCells.columns > 38)
  }
}
