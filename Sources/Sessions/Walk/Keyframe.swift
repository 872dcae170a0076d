public import Canvas
import Foundation
public import Imaging
public import Synthesis

/// Names a map by what it holds: equal maps have equal names.
public struct MapID: Hashable, Sendable, Codable {
  /// Sixteen hexadecimal digits.
  public let text: String

  /// The name of a map. Costs a walk over its pixels.
  public init(of map: MapContent) {
    var print = Fingerprint()
    print.add("\(map.size) \(map.labelSet.name)")
    print.add(numbers: map.labels.elements)
    print.add(numbers: map.instances.elements)
    text = print.text
  }

  /// A name read from a file; `nil` unless it is one.
  public init?(text: String) {
    guard text.count == 16, text.allSatisfy({ $0.isHexDigit && $0.isASCII }) else { return nil }
    self.text = text
  }

  /// Reads what `encode(to:)` wrote.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.singleValueContainer()
    guard let name = MapID(text: try box.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: box, debugDescription: "this names no map")
    }
    self = name
  }

  /// Writes the digits.
  public func encode(to encoder: any Encoder) throws {
    var box = encoder.singleValueContainer()
    try box.encode(text)
  }
}

/// A picture of a walk that the painter decided on.
public struct Keyframe: Hashable, Sendable, Codable {
  /// Where on the timeline, 0 or later.
  public var frame: Int
  /// What the painter calls it; may be empty.
  public var name: String
  /// What the picture is made with. The model is the session's, not the keyframe's.
  public var settings: PictureSettings
  /// The map it is made from.
  public var map: MapID
  /// How the way to the next keyframe is gone.
  public var ease: Ease
  /// Frames it stays before the way to the next one begins.
  public var hold: Int
  /// What is seen of the map.
  public var camera: MapCamera

  /// A keyframe.
  public init(
    frame: Int, name: String = "", settings: PictureSettings, map: MapID, ease: Ease = .linear,
    hold: Int = 0, camera: MapCamera = .whole
  ) {
    self.camera = camera
    self.frame = frame
    self.name = name
    self.settings = settings
    self.settings.model = nil
    self.settings.pyramid.motion = nil
    self.map = map
    self.ease = ease
    self.hold = hold
  }
}

extension Keyframe {
  /// Reads a keyframe; one that was stored before there were cameras shows its whole map.
  public init(from decoder: any Decoder) throws {
    let box = try decoder.container(keyedBy: CodingKeys.self)
    frame = try box.decode(Int.self, forKey: .frame)
    name = try box.decode(String.self, forKey: .name)
    settings = try box.decode(PictureSettings.self, forKey: .settings)
    map = try box.decode(MapID.self, forKey: .map)
    ease = try box.decode(Ease.self, forKey: .ease)
    hold = try box.decode(Int.self, forKey: .hold)
    camera = try box.decodeIfPresent(MapCamera.self, forKey: .camera) ?? .whole
  }

  /// Mixes in what pictures on the way to it depend on: not its name, nor how it is left.
  func note(in print: inout Fingerprint) {
    print.add("\(frame) \(map.text) \(camera.x) \(camera.y) \(camera.zoom)")
    settings.note(in: &print)
  }
}

extension PictureSettings {
  /// Mixes in what a picture is made with.
  public func note(in print: inout Fingerprint) {
    var plain = self
    plain.seedWord = nil
    // Dictionaries with numbers for keys are written in any order.
    plain.instanceStyles = [:]
    plain.labelStyles = [:]
    plain.classWeights = [:]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    print.add((try? encoder.encode(plain)) ?? Data())
    for (label, style) in labelStyles.sorted(by: { $0.key < $1.key }) {
      print.add("label \(label) \(style)")
    }
    for (object, style) in instanceStyles.sorted(by: { $0.key < $1.key }) {
      print.add("\(object) \(style)")
    }
    for (id, weight) in classWeights.sorted(by: { $0.key < $1.key }) {
      print.add("class \(id) \(weight)")
    }
  }
}

extension Keyframe: StoredValue {
  /// Frame and hold lie on a timeline.
  public mutating func validate(_ faults: inout [String]) {
    StoredNumber.clamp(&frame, to: 0...(Walk.longest - 1), "a keyframe's frame", &faults)
    StoredNumber.clamp(&hold, to: 0...Walk.longest, "a keyframe's hold", &faults)
    StoredText.clean(&name, "a keyframe's name", &faults)
    settings.validate(&faults)
    settings.model = nil
  }
}
