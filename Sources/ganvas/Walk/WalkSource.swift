import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis

/// Everything of a session that a walk is made from, and how a frame of it is asked for.
struct WalkSource: Sendable {
  /// The walk, ready to be asked.
  private(set) var plan: WalkPlan
  /// The maps that keyframes name.
  private let maps: [MapID: MapContent]
  /// The session's map, for keyframes whose own is lost.
  private let map: MapContent
  private let photos: [String: RGBImage]
  private let shelf = WalkMaps()

  /// A source.
  init(
    plan: WalkPlan, maps: [MapID: MapContent], map: MapContent, photos: [String: RGBImage]
  ) {
    self.plan = plan
    self.maps = maps
    self.map = map
    self.photos = photos
  }

  /// Reads a session.
  /// - Throws: `SynthesisError` when it has no keyframes, or when a photo cannot be read.
  init(_ contents: SessionContents, id: String, in library: SessionLibrary) throws {
    guard let plan = WalkPlan(contents.walk) else {
      throw SynthesisError(
        what: "\(contents.name) has no keyframes",
        advice: "In the studio, K puts the present picture on the walk.")
    }
    var photos: [String: RGBImage] = [:]
    for name in contents.walk.photos {
      photos[name] = try library.photo(named: name, of: id)
    }
    self.init(plan: plan, maps: contents.maps, map: contents.document.content, photos: photos)
  }

  /// Names of maps that keyframes name and that are not there.
  var lostMaps: Int { plan.walk.keyframes.count { maps[$0.map] == nil } }

  /// Makes pictures follow from each other as far as a model can.
  mutating func prepare(for capabilities: Capabilities) {
    let engine = plan.walk.engine.with(capabilities)
    plan = WalkPlan(plan.walk.fitted(to: capabilities), engine: engine) ?? plan
  }

  /// The request for a frame; it depends on nothing else.
  func request(
    for frame: WalkFrame, stamp: Int, capabilities: Capabilities, precision: Precision
  ) -> RenderRequest {
    frame.request(
      stamp: stamp, from: shelf, maps: maps, standIn: map, photos: photos,
      capabilities: capabilities, precision: precision)
  }

  /// Mixes everything a frame is made from into a fingerprint.
  func add(_ frame: WalkFrame, to fingerprint: inout RenderFingerprint) throws {
    var settings = frame.settings
    // Dictionaries with numbers for keys are written in any order.
    let styles = settings.instanceStyles.sorted { $0.key < $1.key }
    settings.instanceStyles = [:]
    let labelStyles = settings.labelStyles.sorted { $0.key < $1.key }
    settings.labelStyles = [:]
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    fingerprint.add(try encoder.encode(settings))
    for (label, style) in labelStyles { fingerprint.add("label \(label) \(style)") }
    for (object, style) in styles { fingerprint.add("\(object) \(style)") }
    func name(_ id: MapID) -> String { maps[id] == nil ? MapID(of: map).text : id.text }
    fingerprint.add(name(frame.map.first))
    if !frame.map.isPainted {
      let map = frame.map
      fingerprint.add(
        "\(name(map.second)) \(map.firstCamera) \(map.secondCamera) \(map.share)")
    }
    if let photo = frame.settings.stylePhoto.flatMap({ photos[$0] }) {
      fingerprint.add("\(photo.size)")
      photo.withBytes { fingerprint.add($0) }
    }
    guard let film = frame.film else { return }
    fingerprint.add("\(film.engine) \(film.beginning)")
    if case .photo(let name) = film.beginning, let photo = photos[name] {
      photo.withBytes { fingerprint.add($0) }
    }
  }
}
