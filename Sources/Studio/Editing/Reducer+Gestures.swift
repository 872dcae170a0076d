import Canvas
import Imaging
import Sessions

/// Press, move, release: the same for mouse, pen by Space, and Enter.
extension StudioState {
  /// The button goes down, or the pen by Space.
  mutating func press(at point: PixelPoint) -> [Effect] {
    if let reason = toolCommand.availability(in: self).reason {
      showStatus(.reason, reason)
      return []
    }
    switch toolState.tool {
    case .brush, .eraser:
      let earlier = settle() + adoptWalkFrame()
      return earlier + beginStroke(at: point)
    case .fill:
      return perform(fillEdit(at: point))
    case .stamp:
      guard let clipboard = toolState.clipboard else { return [] }
      return perform(.stamp(clipboard.flipped(toolState.stampFlip), at: point))
    case .line, .rectangle, .oval:
      if case .shape(let corners) = gesture {
        gesture = .shape(corners: corners + [point])
      } else {
        gesture = .shape(corners: [point])
      }
    case .select:
      if isSelected(point) {
        gesture = .moving(from: point)
      } else {
        gesture = toolState.selectsByLasso ? .lasso([point]) : .box(from: point)
      }
    }
    refreshPreview()
    return []
  }

  /// The hand moves with the button or pen down.
  mutating func draw(to point: PixelPoint) -> [Effect] {
    switch gesture {
    case .stroke(var stroke):
      guard let last = stroke.points.last, last != point else { return [] }
      let patch = document.apply(
        .stroke(
          Stroke(points: [last, point], brush: toolState.brush, mirror: toolState.mirror),
          stroke.paint))
      stroke.points.append(point)
      stroke.touched = stroke.touched.union(patch.bounds)
      gesture = .stroke(stroke)
      return patch.isEmpty ? [] : requestPicture(changed: patch.bounds)
    case .lasso(let points):
      if points.last != point { gesture = .lasso(points + [point]) }
    case .shape, .box, .moving, nil:
      break
    }
    refreshPreview()
    return []
  }

  /// The button or pen goes up.
  /// - Parameter isClick: Whether it did not move in between: a corner, not a drag.
  mutating func finishGesture(at point: PixelPoint, isClick: Bool) -> [Effect] {
    cursor.penDown = false
    guard let gesture else { return [] }
    switch gesture {
    case .stroke(let stroke):
      return finish(stroke)
    case .shape(let corners):
      return finishShape(corners, at: point, isClick: isClick)
    case .box(let start):
      self.gesture = nil
      select(from: start, to: point, isClick: isClick)
    case .lasso(let points):
      self.gesture = nil
      if isClick || points.count < 3 {
        select(from: point, to: point, isClick: true)
      } else {
        selection = .area(.lasso(points))
      }
    case .moving(let start):
      self.gesture = nil
      if isClick { select(from: point, to: point, isClick: true) }
      return isClick ? [] : move(by: PixelPoint(x: point.x - start.x, y: point.y - start.y))
    }
    refreshPreview()
    return []
  }

  /// Esc: as if it had not begun.
  mutating func cancelGesture() -> [Effect] {
    cursor.penDown = false
    guard let gesture else { return [] }
    self.gesture = nil
    defer { refreshPreview() }
    if case .stroke(let stroke) = gesture {
      document = stroke.before
      picture.beforeStroke = nil
      return requestPicture(changed: stroke.touched)
    }
    return []
  }

  private var toolCommand: StudioCommand {
    switch toolState.tool {
    case .brush: .brush
    case .eraser: .eraser
    case .fill: .fill
    case .line: .line
    case .rectangle: .rectangle
    case .oval: .oval
    case .select: .select
    case .stamp: .stamp
    }
  }

  private mutating func beginStroke(at point: PixelPoint) -> [Effect] {
    let before = document
    picture.beforeStroke = picture.image
    let paint = strokePaint
    let patch = document.apply(
      .stroke(Stroke(points: [point], brush: toolState.brush, mirror: toolState.mirror), paint))
    preview = nil
    gesture = .stroke(
      StrokeInWork(before: before, points: [point], paint: paint, touched: patch.bounds))
    return patch.isEmpty ? [] : requestPicture(changed: patch.bounds)
  }

  private mutating func finish(_ stroke: StrokeInWork) -> [Effect] {
    gesture = nil
    let patch = document.patch(since: stroke.before, in: stroke.touched)
    guard !patch.isEmpty else {
      picture.beforeStroke = nil
      return []
    }
    let edit = Edit.stroke(
      Stroke(points: stroke.points, brush: toolState.brush, mirror: toolState.mirror), stroke.paint)
    noteNewObject(stroke.paint)
    advanceTour(.paint)
    return record(UndoStep(name: edit.name(in: document.labelSet), change: .map(patch)))
  }

  private mutating func finishShape(
    _ corners: [PixelPoint], at point: PixelPoint, isClick: Bool
  ) -> [Effect] {
    guard let edit = shapeEdit(corners, to: point) else { return [] }
    let isDone: Bool
    switch toolState.tool {
    case .line:
      let meetsStart = corners.count > 2 && point == corners.first
      let repeatsLast = corners.count > 1 && corners.dropLast().last == point
      isDone = !isClick || meetsStart || repeatsLast
    default:
      isDone = !isClick || corners.count > 1
    }
    guard isDone else { return [] }
    gesture = nil
    if case .shape(_, let paint) = edit { noteNewObject(paint) }
    advanceTour(.paint)
    let effects = perform(edit)
    refreshPreview()
    return effects
  }

  /// The figure between corners and the cursor; `nil` when the tool draws none.
  func shapeEdit(_ corners: [PixelPoint], to point: PixelPoint) -> Edit? {
    guard let first = corners.first else { return nil }
    let figure: Shape.Figure
    let isFilled: Bool
    switch toolState.tool {
    case .line:
      let points = corners.last == point ? corners : corners + [point]
      let isPolygon = points.count > 3 && points.first == point
      figure = isPolygon ? .polygon(points.dropLast()) : .line(points)
      isFilled = isPolygon
    case .rectangle:
      figure = .rectangle(first, point)
      isFilled = !toolState.outlinesRectangle
    case .oval:
      figure = .ellipse(first, point)
      isFilled = !toolState.outlinesOval
    case .brush, .eraser, .fill, .select, .stamp:
      return nil
    }
    return .shape(
      Shape(figure, isFilled: isFilled, brush: toolState.brush, mirror: toolState.mirror),
      strokePaint)
  }

  /// The fill at a pixel, region or whole object.
  func fillEdit(at point: PixelPoint) -> Edit {
    .fill(
      toolState.fillsObject ? .object(at: point) : .region(point), strokePaint,
      mirror: toolState.mirror)
  }

  private mutating func select(from start: PixelPoint, to point: PixelPoint, isClick: Bool) {
    if isClick {
      guard let object = document.object(at: point) else {
        selection = nil
        return
      }
      selection = object.number == 0 ? .area(.region(point)) : .objects([object])
      openStylesUnfocused()
      return
    }
    let box = PixelRect(
      x: min(start.x, point.x), y: min(start.y, point.y), width: abs(point.x - start.x) + 1,
      height: abs(point.y - start.y) + 1
    ).intersection(PixelRect(document.size))
    selection = box.isEmpty ? nil : .area(.rectangle(box))
  }

  private func isSelected(_ point: PixelPoint) -> Bool {
    guard let selection else { return false }
    switch selection {
    case .objects(let objects):
      return document.object(at: point).map { objects.contains($0) } ?? false
    case .area(let area):
      return document.mask(of: area).contains(point)
    }
  }

  /// The move of the selection, leaving what is around it.
  func moveEdit(by offset: PixelPoint) -> Edit? {
    guard let area = selection?.area else { return nil }
    let ground = document.surroundingLabel(of: area)
    return .move(area, by: offset, leaving: .label(ground, .none))
  }

  private mutating func move(by offset: PixelPoint) -> [Effect] {
    guard let edit = moveEdit(by: offset) else { return [] }
    let effects = perform(edit)
    if case .area(.rectangle(let box)) = selection {
      selection = .area(
        .rectangle(
          PixelRect(
            x: box.x + offset.x, y: box.y + offset.y, width: box.width, height: box.height
          ).intersection(PixelRect(document.size))))
    } else if case .area = selection {
      selection = nil
    }
    return effects
  }
}
