import Imaging

/// One object on its way between two keyframes.
struct ObjectTween {
  /// Its shape in one keyframe.
  struct Shape {
    let moments: ShapeMoments
    let distance: SignedDistance
    /// Around where it can be, in its keyframe's pixels.
    let origin: PixelPoint
    let label: UInt16
  }

  /// Its number.
  let number: UInt32
  /// What it shows.
  let label: UInt16
  /// Where it is painted: the lower edge, in the keyframe that decides.
  let lowerEdge: Int
  private let path: Path
  private let first: Shape
  private let second: Shape

  /// How it gets from one place to the other.
  private enum Path {
    /// From a pose to another one, turning by so much.
    case moves(turn: Double)
    /// Over an edge; pixels at the end, and whether it comes in.
    case slides(x: Double, y: Double, appears: Bool)
    /// To nothing, or from nothing.
    case shrinks(appears: Bool)
  }

  /// An object that both keyframes have.
  init(number: UInt32, from first: Shape, to second: Shape) {
    self.number = number
    self.first = first
    self.second = second
    label = second.label
    lowerEdge = second.moments.bounds.maxY
    var turn = 0.0
    if min(first.moments.axisRatio, second.moments.axisRatio) > 1.5 {
      turn = second.moments.angle - first.moments.angle
      // An axis has no direction: the smaller turn.
      if turn > .pi / 2 { turn -= .pi }
      if turn < -.pi / 2 { turn += .pi }
    }
    path = .moves(turn: turn)
  }

  /// An object that only one keyframe has.
  init(number: UInt32, alone shape: Shape, appears: Bool, in size: PixelSize) {
    self.number = number
    first = shape
    second = shape
    label = shape.label
    lowerEdge = shape.moments.bounds.maxY
    let bounds = shape.moments.bounds
    let edges: [(touches: Bool, x: Double, y: Double)] = [
      (bounds.x == 0, -Double(bounds.maxX) - 1, 0),
      (bounds.maxX == size.width, Double(size.width - bounds.x) + 1, 0),
      (bounds.y == 0, 0, -Double(bounds.maxY) - 1),
      (bounds.maxY == size.height, 0, Double(size.height - bounds.y) + 1),
    ]
    let touched = edges.filter(\.touches).min { abs($0.x + $0.y) < abs($1.x + $1.y) }
    path =
      touched.map { .slides(x: $0.x, y: $0.y, appears: appears) } ?? .shrinks(appears: appears)
  }

  /// Where its shapes are a share of the way: from its middle, at the origin and unturned as in the
  /// first keyframe with area 1, to the map's pixels; `nil` where it is gone.
  func pose(_ share: Double) -> Placing? {
    let a = first.moments
    let root = a.area.squareRoot()
    switch path {
    case .moves(let turn):
      let b = second.moments
      return Placing(
        scale: FilmMathematics.between(root, b.area.squareRoot(), share), angle: turn * share,
        x: a.x + (b.x - a.x) * share, y: a.y + (b.y - a.y) * share)
    case .slides(let x, let y, let appears):
      let part = appears ? 1 - share : share
      guard part < 1 else { return nil }
      return Placing(scale: root, angle: 0, x: a.x + x * part, y: a.y + y * part)
    case .shrinks(let appears):
      let part = appears ? share : 1 - share
      guard part > 1e-3 else { return nil }
      return Placing(scale: root * part, angle: 0, x: a.x, y: a.y)
    }
  }

  /// Paints it a share of the way.
  /// - Parameters:
  ///   - camera: From the map's pixels to the picture's.
  ///   - paint: Gets each pixel it covers, and how far inside its outline that lies (below 0).
  func paint(
    _ share: Double, camera: Placing, size: PixelSize, _ paint: (Int, Float) -> Void
  ) {
    guard let pose = pose(share) else { return }
    let seen = camera.after(pose)
    let toMiddle = seen.inverse
    let a = placing(of: first.moments, turn: 0)
    var turned = 0.0
    var isAlone = true
    if case .moves(let turn) = path { (turned, isAlone) = (turn, false) }
    let b = placing(of: second.moments, turn: turned)
    let (inFirst, inSecond) = (a.after(toMiddle), b.after(toMiddle))
    // Distances in the picture's pixels.
    let (scaleA, scaleB) = (Float(1 / inFirst.scale), Float(1 / inSecond.scale))
    let part = Float(share)
    var bounds = covered(first, by: inFirst.inverse, size)
    if !isAlone { bounds = bounds.union(covered(second, by: inSecond.inverse, size)) }
    first.distance.values.withUnsafeBufferPointer { firstValues in
      second.distance.values.withUnsafeBufferPointer { secondValues in
        for row in bounds.y..<bounds.maxY {
          for column in bounds.x..<bounds.maxX {
            let p = inFirst(Double(column), Double(row))
            var value =
              first.distance.sampled(
                Float(p.x) - Float(first.origin.x), Float(p.y) - Float(first.origin.y),
                in: firstValues) * scaleA
            if !isAlone {
              let q = inSecond(Double(column), Double(row))
              let other =
                second.distance.sampled(
                  Float(q.x) - Float(second.origin.x), Float(q.y) - Float(second.origin.y),
                  in: secondValues) * scaleB
              value = value * (1 - part) + other * part
            }
            if value < 0 { paint(row * size.width + column, value) }
          }
        }
      }
    }
  }

  /// From the middle, with area 1 and turned as in the first keyframe, to a keyframe's pixels.
  private func placing(of moments: ShapeMoments, turn: Double) -> Placing {
    Placing(scale: moments.area.squareRoot(), angle: turn, x: moments.x, y: moments.y)
  }

  /// The part of the picture where a shape can be.
  private func covered(_ shape: Shape, by placing: Placing, _ size: PixelSize) -> PixelRect {
    let bounds = shape.moments.bounds
    // Shapes in between reach at most as far as both around one another: half the size more.
    let marginX = Double(bounds.width) / 2 + 2
    let marginY = Double(bounds.height) / 2 + 2
    let (left, right) = (Double(bounds.x) - marginX, Double(bounds.maxX) + marginX)
    let (top, bottom) = (Double(bounds.y) - marginY, Double(bounds.maxY) + marginY)
    let corners = [
      placing(left, top), placing(right, top), placing(left, bottom), placing(right, bottom),
    ]
    func whole(_ value: Double, _ most: Int) -> Int {
      Int(min(max(value.rounded(.down), 0), Double(most)))
    }
    let x0 = whole(corners.map(\.x).min() ?? 0, size.width)
    let x1 = whole((corners.map(\.x).max() ?? 0) + 1, size.width)
    let y0 = whole(corners.map(\.y).min() ?? 0, size.height)
    let y1 = whole((corners.map(\.y).max() ?? 0) + 1, size.height)
    return PixelRect(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
  }
}

extension ObjectTween.Shape {
  /// Cuts an object out of a keyframe; `nil` where it is not there.
  init?(_ number: UInt32, of keyframe: Keyframe, bounds: PixelRect) {
    let (instances, size) = (keyframe.instances, keyframe.labels.size)
    // Room for the outline around it.
    let room = bounds.insetBy(-2).intersection(
      PixelRect(x: -2, y: -2, width: size.width + 4, height: size.height + 4))
    let inner = PixelSize(width: room.width, height: room.height)
    func isInside(_ index: Int) -> Bool {
      let (x, y) = (room.x + index % inner.width, room.y + index / inner.width)
      return x >= 0 && y >= 0 && x < size.width && y < size.height
        && instances.elements[y * size.width + x] == number
    }
    var labels: [UInt16: Int] = [:]
    for y in bounds.y..<bounds.maxY {
      for x in bounds.x..<bounds.maxX where instances[x, y] == number {
        labels[keyframe.labels[x, y], default: 0] += 1
      }
    }
    guard let label = labels.max(by: { ($0.value, $1.key) < ($1.value, $0.key) })?.key,
      let found = ShapeMoments(size, bounds: bounds, contains: { instances.elements[$0] == number })
    else { return nil }
    self.init(
      moments: found, distance: SignedDistance(inner, contains: isInside),
      origin: PixelPoint(x: room.x, y: room.y), label: label)
  }
}
