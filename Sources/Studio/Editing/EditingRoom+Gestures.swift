import Canvas
import Imaging
import Sessions

/// Press, move, release: the same for mouse, pen by Space, and Enter.
extension EditingRoom {
  /// The button goes down, or the pen by Space.
  mutating func press(at point: PixelPoint) -> [Effect] {
    if let reason = reason(against: toolCommand) {
      showStatus(.reason, reason)
      return []
    }
    switch editing.toolState.tool {
    case .brush, .eraser:
      let earlier = settle() + adoptWalkFrame()
      return earlier + beginStroke(at: point)
    case .fill:
      return perform(fillEdit(at: point))
    case .stamp:
      guard let clipboard = editing.toolState.clipboard else { return [] }
      return perform(.stamp(clipboard.flipped(editing.toolState.stampFlip), at: point))
    case .line, .rectangle, .oval:
      if case .shape(let corners) = editing.gesture {
        editing.gesture = .shape(corners: corners + [point])
      } else {
        editing.gesture = .shape(corners: [point])
      }
    case .select:
      if isSelected(point) {
        editing.gesture = .moving(from: point)
      } else {
        editing.gesture = editing.toolState.selectsByLasso ? .lasso([point]) : .box(from: point)
      }
    }
    refreshPreview()
    return []
  }

  /// The hand moves with the button or pen down.
  mutating func draw(to point: PixelPoint) -> [Effect] {
    switch editing.gesture {
    case .stroke(var stroke):
      guard let last = stroke.points.last, last != point else { return [] }
      let patch = editing.document.apply(
        .stroke(
          Stroke(
            points: [last, point], brush: editing.toolState.brush, mirror: editing.toolState.mirror),
          stroke.paint))
      stroke.points.append(point)
      stroke.touched = stroke.touched.union(patch.bounds)
      editing.gesture = .stroke(stroke)
      return patch.isEmpty ? [] : requestPicture(changed: patch.bounds)
    case .lasso(let points):
      if points.last != point { editing.gesture = .lasso(points + [point]) }
    case .shape, .box, .moving, nil:
      break
    }
    refreshPreview()
    return []
  }

  /// The button or pen goes up.
  /// - Parameter isClick: Whether it did not move in between: a corner, not a drag.
  mutating func finishGesture(at point: PixelPoint, isClick: Bool) -> [Effect] {
    editing.cursor.penDown = false
    guard let gesture = editing.gesture else { return [] }
    switch gesture {
    case .stroke(let stroke):
      return finish(stroke)
    case .shape(let corners):
      return finishShape(corners, at: point, isClick: isClick)
    case .box(let start):
      editing.gesture = nil
      select(from: start, to: point, isClick: isClick)
    case .lasso(let points):
      editing.gesture = nil
      if isClick || points.count < 3 {
        select(from: point, to: point, isClick: true)
      } else {
        editing.selection = .area(.lasso(points))
      }
    case .moving(let start):
      editing.gesture = nil
      if isClick { select(from: point, to: point, isClick: true) }
      return isClick ? [] : move(by: PixelPoint(x: point.x - start.x, y: point.y - start.y))
    }
    refreshPreview()
    return []
  }

  /// Esc: as if it had not begun.
  mutating func cancelGesture() -> [Effect] {
    editing.cursor.penDown = false
    guard let gesture = editing.gesture else { return [] }
    editing.gesture = nil
    defer { refreshPreview() }
    if case .stroke(let stroke) = gesture {
      editing.document = stroke.before
      endComparison()
      return withdrawn(stroke) + requestPicture(changed: stroke.touched)
    }
    return []
  }

  private var toolCommand: StudioCommand {
    switch editing.toolState.tool {
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
    let before = editing.document
    endComparison()
    beginComparison()
    let paint = strokePaint
    let patch = editing.document.apply(
      .stroke(
        Stroke(points: [point], brush: editing.toolState.brush, mirror: editing.toolState.mirror),
        paint))
    editing.preview = nil
    editing.gesture = .stroke(
      StrokeInWork(
        before: before, points: [point], paint: paint, touched: patch.bounds, journaledAt: clock))
    return patch.isEmpty ? [] : requestPicture(changed: patch.bounds)
  }

  private mutating func finish(_ stroke: StrokeInWork) -> [Effect] {
    editing.gesture = nil
    let patch = editing.document.patch(since: stroke.before, in: stroke.touched)
    guard !patch.isEmpty else {
      endComparison()
      return withdrawn(stroke)
    }
    let edit = Edit.stroke(
      Stroke(
        points: stroke.points, brush: editing.toolState.brush, mirror: editing.toolState.mirror),
      stroke.paint)
    noteNewObject(stroke.paint)
    advanceTour(.paint)
    return withdrawn(stroke)
      + record(UndoStep(name: edit.name(in: editing.document.labelSet), change: .map(patch)))
  }

  /// About once a second the journal gets the stroke under the pen as it is: a kill loses no more
  /// than that second. Not while a step could be redone: Esc must bring that back.
  mutating func keepUnfinishedStroke() -> [Effect] {
    guard case .stroke(var stroke) = editing.gesture, history.redoName == nil,
      clock - stroke.journaledAt >= 1, stroke.points.count > stroke.journaledPoints
    else { return [] }
    let patch = editing.document.patch(since: stroke.before, in: stroke.touched)
    guard !patch.isEmpty else { return [] }
    let effects = withdrawn(stroke)
    stroke.journaledPoints = stroke.points.count
    stroke.journaledAt = clock
    editing.gesture = .stroke(stroke)
    let edit = Edit.stroke(
      Stroke(
        points: stroke.points, brush: editing.toolState.brush, mirror: editing.toolState.mirror),
      stroke.paint)
    let step = UndoStep(name: edit.name(in: editing.document.labelSet), change: .map(patch))
    return effects + [.journal(.stepTaken(step))]
  }

  /// Takes an unfinished stroke out of the journal before another step, which comes first.
  mutating func withdrawUnfinishedStroke() -> [Effect] {
    guard case .stroke(var stroke) = editing.gesture else { return [] }
    let effects = withdrawn(stroke)
    stroke.journaledPoints = 0
    editing.gesture = .stroke(stroke)
    return effects
  }

  private func withdrawn(_ stroke: StrokeInWork) -> [Effect] {
    stroke.journaledPoints > 0 ? [.journal(.withdrawn)] : []
  }

  private mutating func finishShape(
    _ corners: [PixelPoint], at point: PixelPoint, isClick: Bool
  ) -> [Effect] {
    guard let edit = shapeEdit(corners, to: point) else { return [] }
    let isDone: Bool
    switch editing.toolState.tool {
    case .line:
      let meetsStart = corners.count > 2 && point == corners.first
      let repeatsLast = corners.count > 1 && corners.dropLast().last == point
      isDone = !isClick || meetsStart || repeatsLast
    default:
      isDone = !isClick || corners.count > 1
    }
    guard isDone else { return [] }
    editing.gesture = nil
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
    switch editing.toolState.tool {
    case .line:
      let points = corners.last == point ? corners : corners + [point]
      let isPolygon = points.count > 3 && points.first == point
      figure = isPolygon ? .polygon(points.dropLast()) : .line(points)
      isFilled = isPolygon
    case .rectangle:
      figure = .rectangle(first, point)
      isFilled = !editing.toolState.outlinesRectangle
    case .oval:
      figure = .ellipse(first, point)
      isFilled = !editing.toolState.outlinesOval
    case .brush, .eraser, .fill, .select, .stamp:
      return nil
    }
    return .shape(
      Shape(
        figure, isFilled: isFilled, brush: editing.toolState.brush, mirror: editing.toolState.mirror
      ),
      strokePaint)
  }

  /// The fill at a pixel, region or whole object.
  func fillEdit(at point: PixelPoint) -> Edit {
    .fill(
      editing.toolState.fillsObject ? .object(at: point) : .region(point), strokePaint,
      mirror: editing.toolState.mirror)
  }

  private mutating func select(from start: PixelPoint, to point: PixelPoint, isClick: Bool) {
    if isClick {
      guard let object = editing.document.object(at: point) else {
        editing.selection = nil
        return
      }
      editing.selection = object.number == 0 ? .area(.region(point)) : .objects([object])
      openStylesUnfocused()
      return
    }
    let box = PixelRect(
      x: min(start.x, point.x), y: min(start.y, point.y), width: abs(point.x - start.x) + 1,
      height: abs(point.y - start.y) + 1
    ).intersection(PixelRect(editing.document.size))
    editing.selection = box.isEmpty ? nil : .area(.rectangle(box))
  }

  private func isSelected(_ point: PixelPoint) -> Bool {
    guard let selection = editing.selection else { return false }
    switch selection {
    case .objects(let objects):
      return editing.document.object(at: point).map { objects.contains($0) } ?? false
    case .area(let area):
      return editing.document.mask(of: area).contains(point)
    }
  }

  /// The move of the selection, leaving what is around it.
  func moveEdit(by offset: PixelPoint) -> Edit? {
    guard let area = editing.selection?.area else { return nil }
    let ground = editing.document.surroundingLabel(of: area)
    return .move(area, by: offset, leaving: .label(ground, .none))
  }

  private mutating func move(by offset: PixelPoint) -> [Effect] {
    guard let edit = moveEdit(by: offset) else { return [] }
    let effects = perform(edit)
    if case .area(.rectangle(let box)) = editing.selection {
      editing.selection = .area(
        .rectangle(
          PixelRect(
            x: box.x + offset.x, y: box.y + offset.y, width: box.width, height: box.height
          ).intersection(PixelRect(editing.document.size))))
    } else if case .area = editing.selection {
      editing.selection = nil
    }
    return effects
  }
}
