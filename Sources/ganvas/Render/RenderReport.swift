import Foundation

/// What became of the jobs, for people on the standard error and for scripts as JSON.
struct RenderReport: Encodable {
  /// One picture.
  struct Picture: Codable {
    /// The label map; absent for models without labels.
    var labels: String?
    /// The picture.
    var output: String
    /// Seconds in the network; absent when skipped or failed.
    var seconds: Double?
    /// Whether the file was there already, made from the same inputs.
    var skipped = false
    /// What was found in the map and what the model does about it.
    var remarks: [String] = []
    /// Why it failed.
    var error: String?
  }

  /// Name of the model.
  var model: String
  /// Its family.
  var family: String
  /// Seconds to load engine and model.
  var loadSeconds: Double
  /// Every picture in order.
  var pictures: [Picture] = []
  /// Pictures that failed.
  private(set) var failures = 0
  /// Pictures that were tried, there already or failed.
  private(set) var done = 0

  private enum CodingKeys: String, CodingKey {
    case model, family, loadSeconds, pictures
  }

  /// A report without pictures.
  init(model: String, family: String, loadSeconds: Double) {
    self.model = model
    self.family = family
    self.loadSeconds = loadSeconds
  }

  /// One more picture.
  /// - Parameter isKept: Whether the JSON will name it; of 100,000 nobody keeps all for nothing.
  mutating func add(_ picture: Picture, isKept: Bool) {
    done += 1
    if picture.error != nil { failures += 1 }
    if isKept { pictures.append(picture) }
  }

  /// JSON with sorted keys.
  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}

/// Counts jobs and says how long the rest takes.
struct RenderProgress {
  private let total: Int
  private var done = 0
  private var rendered: [Double] = []

  /// For a number of jobs.
  init(total: Int) {
    self.total = total
  }

  /// The line after one more job; `seconds` is nil for a skipped one.
  mutating func line(for name: String, seconds: Double?, note: String) -> String {
    done += 1
    if let seconds {
      // The last ones say enough, and are sorted at every line.
      if rendered.count >= 64 { rendered.removeFirst() }
      rendered.append(seconds)
    }
    var parts = ["\(done) of \(total)", name, note]
    if !rendered.isEmpty, done < total {
      let median = rendered.sorted()[rendered.count / 2]
      parts.append("\(Self.duration(median * Double(total - done))) left at most")
    }
    return parts.joined(separator: " · ")
  }

  /// A time as people say it.
  static func duration(_ seconds: Double) -> String {
    switch seconds {
    case ..<1: "under 1 s"
    case ..<10: String(format: "%.1f s", seconds)
    case ..<120: "\(Int(seconds.rounded())) s"
    case ..<7200: "\(Int((seconds / 60).rounded())) min"
    default: String(format: "%.1f h", seconds / 3600)
    }
  }
}
