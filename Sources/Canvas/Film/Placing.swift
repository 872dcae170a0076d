/// A similarity of the plane: turned, scaled, moved.
struct Placing: Hashable {
  /// Scale times cosine of the turn.
  var a: Double
  /// Scale times sine.
  var b: Double
  /// Where the origin goes.
  var x: Double
  /// Rows downwards.
  var y: Double

  /// Everything stays.
  static let identity = Placing(a: 1, b: 0, x: 0, y: 0)

  /// A shape with its middle at the origin, turned and scaled, and put somewhere.
  init(scale: Double, angle: Double, x: Double, y: Double) {
    let turn = FilmMathematics.turn(angle)
    self.init(a: scale * turn.cosine, b: scale * turn.sine, x: x, y: y)
  }

  init(a: Double, b: Double, x: Double, y: Double) {
    self.a = a
    self.b = b
    self.x = x
    self.y = y
  }

  /// Where a point goes.
  @inline(__always) func callAsFunction(_ u: Double, _ v: Double) -> (x: Double, y: Double) {
    (a * u - b * v + x, b * u + a * v + y)
  }

  /// The scale.
  var scale: Double { (a * a + b * b).squareRoot() }

  /// The way back; the scale is not 0.
  var inverse: Placing {
    let square = a * a + b * b
    let (c, d) = (a / square, -b / square)
    return Placing(a: c, b: d, x: -(c * x - d * y), y: -(d * x + c * y))
  }

  /// First `other`, then this one.
  func after(_ other: Placing) -> Placing {
    let moved = self(other.x, other.y)
    return Placing(
      a: a * other.a - b * other.b, b: a * other.b + b * other.a, x: moved.x, y: moved.y)
  }
}
