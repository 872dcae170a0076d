import Canvas
import Foundation
import Imaging
import Sessions
import Synthesis

/// Everything of a session that a walk is made from, and how a frame of it is asked for.
struct WalkSource: Sendable {
  /// The walk, ready to be asked.
  let plan: WalkPlan
  /// The maps that keyframes name.
  private let maps: [MapID: MapContent]
  /// The session's map, for keyframes whose own is lost.
  private let map: MapContent
  private let photos: [String: RGBImage]

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
    for name in contents.walk.keyframes.compactMap(\.settings.stylePhoto) {
      photos[name] = try library.photo(named: name, of: id)
    }
    self.init(plan: plan, maps: contents.maps, map: contents.document.content, photos: photos)
  }

  /// Names of maps that keyframes name and that are not there.
  var lostMaps: Int { plan.walk.keyframes.count { maps[$0.map] == nil } }

  /// The request for a frame; it depends on nothing else.
  func request(
    for frame: WalkFrame, stamp: Int, capabilities: Capabilities, precision: Precision
  ) -> RenderRequest {
    RenderRequest(
      stamp: stamp, settings: frame.settings, map: maps[frame.map] ?? map,
      photo: frame.settings.stylePhoto.flatMap { photos[$0] }, capabilities: capabilities,
      precision: precision)
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
    fingerprint.add(maps[frame.map] == nil ? MapID(of: map).text : frame.map.text)
    if let photo = frame.settings.stylePhoto.flatMap({ photos[$0] }) {
      fingerprint.add("\(photo.size)")
      photo.withBytes { fingerprint.add($0) }
    }
  }
}
