import Canvas
import Studio
import Synthesis
import Terminal

/// What the Walk dock says about films.
extension StudioState {
  /// The parts of the title that only films have.
  var filmFields: [(words: String, field: WalkField)] {
    guard let capabilities, capabilities.labels != nil else { return [] }
    let walk = timeline.walk
    var fields = [(walk.between == .tween ? "maps move" : "maps cut", WalkField.between)]
    let engine = walk.engine.with(capabilities)
    let name = engine == .model ? (model.description?.name ?? "film") : engine.rawValue
    fields.append(("\(name) pictures", .engine))
    if capabilities.history != nil, engine == .model {
      switch walk.beginning {
      case .own: fields.append(("begins by itself", .beginning))
      case .photo(let name): fields.append(("begins with \(name)", .beginning))
      case .model(let name): fields.append(("begins with \(name)'s", .beginning))
      }
    }
    return fields
  }

  /// How far a film is whose pictures follow from each other; `nil` for other walks.
  var filmWords: String? {
    let playback = timeline.playback
    guard let capabilities, timeline.walk.engine.with(capabilities) != .plain,
      playback.readyPart < 1
    else { return nil }
    let missing = playback.readiness.count { $0 == .missing || $0 == .rendering }
    var words = " · in order"
    if let median = model.medianSeconds, median > 0 {
      words += " · \(Int((Double(missing) * median).rounded(.up))) s left"
    }
    return words
  }
}

extension MapCamera {
  /// What is seen, in words.
  var words: String {
    guard self != .whole else { return "camera whole" }
    let middle = "\(Int((100 * x).rounded())),\(Int((100 * y).rounded()))"
    return "camera ×\(decimal(zoom, 2)) at \(middle) %"
  }
}
