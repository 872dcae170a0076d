public import Imaging

/// An object on the map with its measures.
public struct MapObject: Hashable, Sendable {
  /// Its class and number.
  public var id: ObjectID
  /// Its place among the objects of its class, from 1, in the order of their numbers.
  public var rank: Int
  /// Number of pixels.
  public var pixels: Int
  /// The smallest rectangle that holds it.
  public var bounds: PixelRect
}

extension Document {
  /// The objects of a label (numbers above 0) in the order of their numbers. Costs a walk over
  /// the map.
  public func objects(of label: UInt16) -> [MapObject] {
    var found: [UInt32: MapObject] = [:]
    for y in 0..<size.height {
      for x in 0..<size.width {
        let index = y * size.width + x
        guard labels.elements[index] == label else { continue }
        let number = instances.elements[index]
        guard number != 0 else { continue }
        let pixel = PixelRect(x: x, y: y, width: 1, height: 1)
        if var object = found[number] {
          object.pixels += 1
          object.bounds = object.bounds.union(pixel)
          found[number] = object
        } else {
          found[number] = MapObject(
            id: ObjectID(label: label, number: number), rank: 0, pixels: 1, bounds: pixel)
        }
      }
    }
    return found.values.sorted { $0.id.number < $1.id.number }.enumerated().map { index, object in
      var ranked = object
      ranked.rank = index + 1
      return ranked
    }
  }

  /// Everything that can have a style, as `MapContent.allObjects`.
  public var allObjects: [ObjectID] { content.allObjects }

  /// The object after (or before) another one of its label, around the corner; the first when
  /// there is no other given. `nil` when the label has no objects.
  public func object(after object: ObjectID?, of label: UInt16, backwards: Bool = false)
    -> MapObject?
  {
    let all = objects(of: label)
    guard !all.isEmpty else { return nil }
    guard let object, let here = all.firstIndex(where: { $0.id == object }) else {
      return backwards ? all.last : all.first
    }
    return all[(here + (backwards ? all.count - 1 : 1)) % all.count]
  }

  /// An object's measures; `nil` when the map does not hold it.
  public func measure(of object: ObjectID) -> MapObject? {
    if object.number != 0 { return objects(of: object.label).first { $0.id == object } }
    let mask = mask(of: .of(object))
    let count = mask.count
    guard count > 0 else { return nil }
    return MapObject(id: object, rank: 0, pixels: count, bounds: mask.bounds)
  }

  /// Gives the connected pieces of an object numbers of their own: the largest keeps the old one.
  /// Pixels without object (number 0) all become objects.
  func patch(splitting object: ObjectID) -> Patch {
    var pieces: [PixelMask] = []
    var rest = mask(of: .of(object))
    let all = rest
    all.forEach { point in
      guard rest.contains(point) else { return }
      let piece = connected(from: point) {
        labels.elements[$0] == object.label && instances.elements[$0] == object.number
      }
      rest.subtract(piece)
      pieces.append(piece)
    }
    pieces.sort { $0.count > $1.count }
    var split = self
    let separated = object.number == 0 ? pieces[...] : pieces.dropFirst()
    for (piece, number) in zip(separated, freeInstances(separated.count)) {
      split.apply(patch(over: piece, .label(object.label, .number(number))))
    }
    return split.patch(since: self, in: all.bounds)
  }

  /// Gives several objects the number of the first; objects of other labels keep theirs.
  func patch(joining objects: [ObjectID]) -> Patch {
    guard let first = objects.first else { return Patch(size: size, runs: []) }
    let number = first.number == 0 ? nextInstance : first.number
    var joined = self
    var box = PixelRect(x: 0, y: 0, width: 0, height: 0)
    for object in objects where object.label == first.label {
      let mask = mask(of: .of(object))
      box = box.union(mask.bounds)
      joined.apply(patch(over: mask, .label(object.label, .number(number))))
    }
    return joined.patch(since: self, in: box)
  }
}
