public import Imaging

/// One frame between keyframes.
public struct TweenFrame: Hashable, Sendable {
  /// Labels.
  public let labels: [UInt16]
  /// Numbers of objects, 0 for what is none.
  public let instances: [UInt32]
  /// How far inside its outline each pixel lies, in pixels, below 0.
  let inside: [Float]
  /// Columns and rows.
  public let size: PixelSize

  /// The labels as a map.
  public var labelMap: LabelMap {
    LabelMap(width: size.width, height: size.height, elements: labels)
  }

  /// The objects as a map.
  public var instanceMap: InstanceMap {
    InstanceMap(width: size.width, height: size.height, elements: instances)
  }
}

/// Where everything in a frame was in the frame before.
public struct TweenMotion: Hashable, Sendable {
  /// Pixels to the right, row by row: the frame at p shows what was at p + (x, y).
  public let x: [Float]
  /// Pixels down.
  public let y: [Float]
  /// 1 where the same thing was seen there, else 0.
  public let confidence: [Float]
}

/// The maps between two keyframes, pure and exact: objects of equal number and label move, turn and
/// grow while their outlines change into each other; others come and go over the edge they touch, or
/// from and to nothing; labels of the ground change their outlines; a camera moves over it all.
///
/// A frame depends on its keyframes and its place alone. At 0 it is the first keyframe, at 1 the
/// second; between equal ones every frame is the same.
public struct Tween: Sendable {
  /// Columns and rows.
  public let size: PixelSize
  private let cameras: (first: MapCamera, second: MapCamera)
  private let ground: GroundTween
  /// In the order they are painted.
  private let objects: [ObjectTween]

  /// Prepares what all frames share: outlines and matches. Takes about a tenth of a second for 20
  /// labels of 256×256.
  /// - Parameters:
  ///   - first: At 0.
  ///   - second: At 1; of the same size.
  public init(from first: Keyframe, to second: Keyframe) {
    precondition(
      first.labels.size == second.labels.size,
      "keyframes of \(first.labels.size) and \(second.labels.size)")
    precondition(first.labels.size.area > 0, "keyframes without pixels")
    size = first.labels.size
    cameras = (first.camera, second.camera)
    ground = GroundTween(from: first, to: second)
    objects = Self.objects(first, second)
  }

  private static func objects(_ first: Keyframe, _ second: Keyframe) -> [ObjectTween] {
    let size = first.labels.size
    let (before, after) = (bounds(of: first), bounds(of: second))
    var objects: [ObjectTween] = []
    for number in Set(before.keys).union(after.keys).sorted() {
      let a = before[number].flatMap { ObjectTween.Shape(number, of: first, bounds: $0) }
      let b = after[number].flatMap { ObjectTween.Shape(number, of: second, bounds: $0) }
      if let a, let b, a.label == b.label {
        objects.append(ObjectTween(number: number, from: a, to: b))
        continue
      }
      if let a {
        objects.append(ObjectTween(number: number, alone: a, appears: false, in: size))
      }
      if let b {
        objects.append(ObjectTween(number: number, alone: b, appears: true, in: size))
      }
    }
    let places = Dictionary(
      second.order.enumerated().map { ($0.element, $0.offset) }, uniquingKeysWith: { $1 })
    func rank(_ object: ObjectTween) -> (Int, Int, UInt32) {
      (places[object.number] ?? -1, object.lowerEdge, object.number)
    }
    return objects.sorted { rank($0) < rank($1) }
  }

  private static func bounds(of keyframe: Keyframe) -> [UInt32: PixelRect] {
    var bounds: [UInt32: (left: Int, top: Int, right: Int, bottom: Int)] = [:]
    let size = keyframe.labels.size
    for row in 0..<size.height {
      var column = 0
      while column < size.width {
        let number = keyframe.instances.elements[row * size.width + column]
        let start = column
        while column < size.width,
          keyframe.instances.elements[row * size.width + column] == number
        {
          column += 1
        }
        guard number != 0 else { continue }
        let known = bounds[number] ?? (start, row, column, row)
        bounds[number] = (
          min(known.left, start), min(known.top, row), max(known.right, column), row
        )
      }
    }
    return bounds.mapValues {
      PixelRect(x: $0.left, y: $0.top, width: $0.right - $0.left, height: $0.bottom - $0.top + 1)
    }
  }

  /// The maps a share of the way, 0…1; some milliseconds for 256×256.
  public func frame(at share: Double) -> TweenFrame {
    let share = min(max(share, 0), 1)
    let camera = cameras.first.between(cameras.second, share).placing(size)
    var (labels, inside) = ground.painted(share, camera: camera)
    var instances = [UInt32](repeating: 0, count: size.area)
    for object in objects {
      object.paint(share, camera: camera, size: size) { index, value in
        labels[index] = object.label
        instances[index] = object.number
        inside[index] = value
      }
    }
    return TweenFrame(labels: labels, instances: instances, inside: inside, size: size)
  }

  /// Where everything of one frame was in an earlier one of the same tween.
  /// - Parameters:
  ///   - frame: The frame at `share`.
  ///   - earlier: The frame at `before`.
  public func motion(
    of frame: TweenFrame, at share: Double, after earlier: TweenFrame, at before: Double
  ) -> TweenMotion {
    let now = cameras.first.between(cameras.second, share).placing(size)
    let then = cameras.first.between(cameras.second, before).placing(size)
    let still = then.after(now.inverse)
    // One that goes and one that comes can have one number.
    var moves: [UInt64: Placing] = [:]
    for object in objects {
      guard let here = object.pose(share), let there = object.pose(before) else { continue }
      moves[Self.key(object.number, object.label)] =
        here == there && now == then
        ? .identity : then.after(there).after(now.after(here).inverse)
    }
    let isStill = still == .identity || now == then
    var x = [Float](repeating: 0, count: size.area)
    var y = x
    var confidence = x
    for index in 0..<size.area {
      let number = frame.instances[index]
      let (column, row) = (index % size.width, index / size.width)
      let place: (x: Double, y: Double)
      if number == 0 {
        place =
          isStill ? (Double(column), Double(row)) : still(Double(column), Double(row))
      } else if let move = moves[Self.key(number, frame.labels[index])] {
        place = move(Double(column), Double(row))
      } else {
        continue
      }
      x[index] = Float(place.x - Double(column))
      y[index] = Float(place.y - Double(row))
      let (left, top) = ((place.x + 0.5).rounded(.down), (place.y + 0.5).rounded(.down))
      guard left >= 0, top >= 0, left < Double(size.width), top < Double(size.height) else {
        continue
      }
      let there = Int(top) * size.width + Int(left)
      guard earlier.labels[there] == frame.labels[index], earlier.instances[there] == number else {
        continue
      }
      // Where the outline itself moves, nothing says what was where.
      let outline = abs(frame.inside[index] - earlier.inside[there])
      let isBand = outline > 0.5 + Self.roundingOfPlaces && frame.inside[index] > -1 - outline
      confidence[index] = isBand ? 0 : 1
    }
    return TweenMotion(x: x, y: y, confidence: confidence)
  }

  private static func key(_ number: UInt32, _ label: UInt16) -> UInt64 {
    UInt64(number) << 16 | UInt64(label)
  }

  /// The earlier frame is looked at in its nearest pixel, up to 0.71 away.
  private static let roundingOfPlaces: Float = 0.71
}
