/// Fills convex quads given by world points: walls, roofs, rails, arches.
struct QuadFiller {
  /// A point of the world, camera heights; y counts up from the water level.
  typealias Point = Vector

  let buffer: SampleBuffer
  let layout: Layout
  let light: Light

  /// - Parameters:
  ///   - corners: Lower left, lower right, upper right, upper left as seen.
  ///   - lift: Factor of the distance used for hiding, below 1 for what lies on another face.
  ///   - shade: Light at (s, t), both 0…1, s to the right and t upwards; `nil` leaves a hole.
  func fill(
    _ corners: [Point], lift: Float = 1, label: SceneLabel, instance: Int,
    shade: (_ s: Float, _ t: Float) -> Vector?
  ) {
    guard corners.allSatisfy({ $0.z - layout.view.z > 0.2 }) else { return }
    let points = corners.map(project)
    let xs = points.map(\.x)
    let ys = points.map(\.y)
    guard let minX = xs.min(), let maxX = xs.max(), let minY = ys.min(), let maxY = ys.max()
    else { return }
    let left = Int(max(0, min(minX, 1e6)))
    let right = Int(min(Float(buffer.width - 1), max(-1, maxX)))
    let top = Int(max(0, min(minY, 1e6)))
    let bottom = Int(min(Float(buffer.height - 1), max(-1, maxY)))
    guard left <= right, top <= bottom else { return }
    let turn = orientation(points)
    let plane = inverseDepth(corners, points)
    let edges = (0..<4).map { line(points[$0], points[($0 + 1) & 3], turn: turn) }
    for row in top...bottom {
      let py = Float(row) + 0.5
      for column in left...right {
        let px = Float(column) + 0.5
        let low = edges[0].x * px + edges[0].y * py + edges[0].z
        let rightward = edges[1].x * px + edges[1].y * py + edges[1].z
        let high = edges[2].x * px + edges[2].y * py + edges[2].z
        let leftward = edges[3].x * px + edges[3].y * py + edges[3].z
        guard low >= 0, rightward >= 0, high >= 0, leftward >= 0 else { continue }
        let s = leftward / max(leftward + rightward, 1e-6)
        let t = low / max(low + high, 1e-6)
        guard let color = shade(s, t) else { continue }
        let depth = lift / max(plane.x * px + plane.y * py + plane.z, 1e-5)
        let seen = light.through(
          color, distance: depth, u: (px - Float(buffer.width) * 0.5) / Float(buffer.height))
        buffer.put(
          row * buffer.width + column, seen, depth: depth, label: label, instance: instance)
      }
    }
  }

  private func project(_ point: Point) -> (x: Float, y: Float) {
    let inverse = 1 / (point.z - layout.view.z)
    let rows = Float(buffer.height)
    return (
      (point.x - layout.view.x) * inverse * rows + Float(buffer.width) * 0.5,
      layout.view.row(height: point.y, inverse: inverse) * rows
    )
  }

  /// One over the distance as a linear function of column and row: exact for a plane.
  private func inverseDepth(_ corners: [Point], _ points: [(x: Float, y: Float)]) -> Vector {
    let inverses = corners.map { 1 / ($0.z - layout.view.z) }
    let (ax, ay) = (points[1].x - points[0].x, points[1].y - points[0].y)
    let (bx, by) = (points[3].x - points[0].x, points[3].y - points[0].y)
    let area = ax * by - ay * bx
    guard abs(area) > 1e-2 else { return Vector(0, 0, inverses[0]) }
    let (da, db) = (inverses[1] - inverses[0], inverses[3] - inverses[0])
    let slopeX = (da * by - db * ay) / area
    let slopeY = (db * ax - da * bx) / area
    return Vector(slopeX, slopeY, inverses[0] - slopeX * points[0].x - slopeY * points[0].y)
  }

  private func orientation(_ points: [(x: Float, y: Float)]) -> Float {
    var area: Float = 0
    for index in 0..<4 {
      let (a, b) = (points[index], points[(index + 1) & 3])
      area += a.x * b.y - b.x * a.y
    }
    return area < 0 ? -1 : 1
  }

  /// Coefficients of the signed distance to the line through two points, positive inside.
  private func line(_ a: (x: Float, y: Float), _ b: (x: Float, y: Float), turn: Float) -> Vector {
    let dx = b.x - a.x
    let dy = b.y - a.y
    let length = max((dx * dx + dy * dy).squareRoot(), 1e-6)
    let nx = -dy / length * turn
    let ny = dx / length * turn
    return Vector(nx, ny, -(nx * a.x + ny * a.y))
  }
}
