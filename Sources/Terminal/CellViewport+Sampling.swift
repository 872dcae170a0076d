public import Imaging

extension CellViewport {
  /// The dots of a picture of size `image`: means over the part of it that each one covers, between
  /// pixels where a dot is smaller than a pixel (but whole pixels in `DotGrid.halves`). `nil` where
  /// the picture does not reach.
  /// - Returns: `area.columns` · `dots.columns` × `area.rows` · `dots.rows`.
  public func sampled(_ picture: RGBImage, dots: DotGrid = .halves) -> Raster<RGB?> {
    let width = area.columns * dots.columns
    let height = area.rows * dots.rows
    var samples = Raster<RGB?>(width: width, height: height, filledWith: nil)
    guard picture.size == image, width > 0, height > 0, image.area > 0 else { return samples }
    let axes = axes(of: dots)
    let columns = (0..<width).map {
      DotTaps(
        dot: $0, from: axes.left, step: axes.columnStep, limit: image.width,
        isSmooth: dots != .halves)
    }
    let rows = (0..<height).map {
      DotTaps(
        dot: $0, from: axes.top, step: axes.rowStep, limit: image.height,
        isSmooth: dots != .halves)
    }
    guard let first = rows.compactMap({ $0?.start }).min(),
      let end = rows.compactMap({ $0?.end }).max()
    else { return samples }
    // Columns first: each picture row that is seen becomes a row of dots.
    var narrow = [SIMD4<Float>](repeating: .zero, count: (end - first) * width)
    picture.elements.withUnsafeBufferPointer { source in
      for row in first..<end {
        let line = UnsafeBufferPointer(
          rebasing: source[row * image.width..<(row + 1) * image.width])
        for (column, taps) in columns.enumerated() {
          guard let taps else { continue }
          narrow[(row - first) * width + column] = taps.mean(of: line)
        }
      }
    }
    narrow.withUnsafeBufferPointer { narrow in
      samples.elements.withUnsafeMutableBufferPointer { samples in
        for (row, taps) in rows.enumerated() {
          guard let taps else { continue }
          for column in 0..<width where columns[column] != nil {
            let mean = taps.mean(of: narrow, at: column, first: first, stride: width)
            samples[row * width + column] = RGB(
              UInt8(mean.x + 0.5), UInt8(mean.y + 0.5), UInt8(mean.z + 0.5))
          }
        }
      }
    }
    return samples
  }

  /// The dots of a label map of size `image`: the label that covers most of each one; of two equal
  /// ones the one met first. `nil` where the map does not reach.
  /// - Returns: `area.columns` · `dots.columns` × `area.rows` · `dots.rows`.
  public func sampled(_ labels: LabelMap, dots: DotGrid = .halves) -> Raster<UInt16?> {
    sampled(labels, dots) { columns, rows in
      var found: [(label: UInt16, count: Int)] = []
      for y in rows {
        for x in columns {
          let label = labels.elements[y * labels.width + x]
          if let index = found.firstIndex(where: { $0.label == label }) {
            found[index].count += 1
          } else {
            found.append((label, 1))
          }
        }
      }
      var most = found[0]
      for candidate in found where candidate.count > most.count { most = candidate }
      return most.label
    }
  }

  /// The dots of any other raster of size `image`: the value in the middle of each one.
  /// - Returns: `area.columns` · `dots.columns` × `area.rows` · `dots.rows`.
  public func sampledNearest<Value>(
    _ raster: Raster<Value>, dots: DotGrid = .halves
  ) -> Raster<Value?> {
    sampled(raster, dots) { columns, rows in
      raster.elements[
        (rows.lowerBound + rows.count / 2) * raster.width + columns.lowerBound + columns.count / 2]
    }
  }

  /// Where the first dot lies in the picture and how far it is to the next, along both axes.
  ///
  /// Pixels of a picture must fill whole cells: what would end in the middle of a cell is stretched
  /// to its edge, by half a cell at most.
  private func axes(
    of dots: DotGrid
  ) -> (left: Double, columnStep: Double, top: Double, rowStep: Double) {
    var columnStep = scale / Double(dots.columns)
    var rowStep = 2 * scale / Double(dots.rows)
    var left = left
    var top = top
    guard dots.isGraphics else { return (left, columnStep, top, rowStep) }
    let shown = shownCells
    if left < 0, shown.columns > 0 {
      columnStep = Double(image.width) / Double(shown.columns * dots.columns)
      left = -Double((shown.column - area.column) * dots.columns) * columnStep
    }
    if top < 0, shown.rows > 0 {
      rowStep = Double(image.height) / Double(shown.rows * dots.rows)
      top = -Double((shown.row - area.row) * dots.rows) * rowStep
    }
    return (left, columnStep, top, rowStep)
  }

  /// Walks the dots; a raster of another size than `image` yields nothing.
  private func sampled<Value, Sample>(
    _ raster: Raster<Value>, _ dots: DotGrid,
    _ sample: (_ columns: Range<Int>, _ rows: Range<Int>) -> Sample
  ) -> Raster<Sample?> {
    let width = area.columns * dots.columns
    let height = area.rows * dots.rows
    var samples = Raster<Sample?>(width: width, height: height, filledWith: nil)
    guard raster.size == image, !area.isEmpty, image.area > 0 else { return samples }
    let axes = axes(of: dots)
    let columns = (0..<width).map {
      Self.source(of: $0, from: axes.left, scale: axes.columnStep, limit: image.width)
    }
    for row in 0..<height {
      let rows = Self.source(of: row, from: axes.top, scale: axes.rowStep, limit: image.height)
      guard let rows else { continue }
      for (column, sourceColumns) in columns.enumerated() {
        guard let sourceColumns else { continue }
        samples.elements[row * width + column] = sample(sourceColumns, rows)
      }
    }
    return samples
  }
}

/// The picture pixels along one axis that a dot is made of, and their weights.
struct DotTaps {
  /// The first pixel.
  let start: Int
  /// The pixel after the last.
  let end: Int
  /// Weight of the first pixel, of the last one, and of those between; together 1.
  private let firstWeight: Float
  private let lastWeight: Float
  private let innerWeight: Float

  /// `nil` for a dot whose middle lies outside the picture.
  init?(dot: Int, from origin: Double, step: Double, limit: Int, isSmooth: Bool) {
    let first = origin + Double(dot) * step
    let middle = first + step / 2
    guard middle >= 0, middle < Double(limit) else { return nil }
    if step < 1 {
      guard isSmooth else {
        self.init(start: min(limit - 1, Int(middle)), end: nil, first: 1, last: 0, inner: 0)
        return
      }
      // Between the middles of two pixels.
      let place = min(max(0, middle - 0.5), Double(limit - 1))
      let lower = Int(place)
      let share = Float(place - Double(lower))
      let upper = min(limit - 1, lower + 1)
      self.init(
        start: lower, end: upper + 1, first: upper == lower ? 1 : 1 - share, last: share, inner: 0)
      return
    }
    let from = max(0, first)
    let to = min(Double(limit), first + step)
    let start = Int(from + 1e-6)
    let end = min(limit, max(start + 1, Int((to - 1e-6).rounded(.up))))
    let length = Float(to - from)
    let last = Float(to - Double(end - 1)) / length
    self.init(
      start: start, end: end,
      first: end == start + 1 ? 1 : Float(Double(start + 1) - from) / length, last: last,
      inner: 1 / length)
  }

  private init(start: Int, end: Int?, first: Float, last: Float, inner: Float) {
    self.start = start
    self.end = end ?? start + 1
    firstWeight = first
    lastWeight = last
    innerWeight = inner
  }

  /// The mean of a picture row.
  @inline(__always) func mean(of line: UnsafeBufferPointer<RGB>) -> SIMD4<Float> {
    func value(_ index: Int) -> SIMD4<Float> {
      let color = line[index]
      return SIMD4(Float(color.red), Float(color.green), Float(color.blue), 0)
    }
    var sum = value(start) * firstWeight
    guard end > start + 1 else { return sum }
    for index in start + 1..<end - 1 { sum += value(index) * innerWeight }
    return sum + value(end - 1) * lastWeight
  }

  /// The mean of a column of rows that are `stride` apart.
  @inline(__always) func mean(
    of rows: UnsafeBufferPointer<SIMD4<Float>>, at column: Int, first: Int, stride: Int
  ) -> SIMD4<Float> {
    var sum = rows[(start - first) * stride + column] * firstWeight
    guard end > start + 1 else { return sum }
    for index in start + 1..<end - 1 {
      sum += rows[(index - first) * stride + column] * innerWeight
    }
    return sum + rows[(end - 1 - first) * stride + column] * lastWeight
  }
}
