import ArgumentParser
import Foundation
import Generators
import Imaging
import Synthesis
import Training

/// `ganvas measure film`: how a model's films hold together, beside the true ones.
struct FilmMeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "film",
    abstract: "Warping error, sharpness and drift of a map model's films, beside true ones.",
    discussion: """
      Films of procedural scenes that no training sees, with known motion, at the model's size. The \
      error is the mean distance of a picture to the one before, moved along the known flow, where \
      the same thing was seen (−1…1; water, whose mirror images move differently, is left out); the \
      long error is the same over eight frames. The true pictures' own error is the floor: what a \
      model adds to it is its excess. Sharpness is the mean step from pixel to pixel, over that of \
      the true pictures. Drift is how far the mean colour of a standing map's film moves, in levels.

      Example:
        ganvas measure film landscape --engine plain
        ganvas measure film landscape --engine coherent --json
        ganvas measure film journey --standing 200
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "auto, coherent or plain, as in ganvas film.")
  var engine = FilmEngineOption.auto

  @Option(help: "Films.")
  var films = 10

  @Option(help: "Frames of each.")
  var frames = 48

  @Option(help: "Frames of the standing map's film; 0 measures no drift.")
  var standing = 0

  @Option(help: "Seed of the first film.")
  var firstFilm: UInt64 = 5_000_000

  func validate() throws {
    for (flag, value, range) in [
      ("--films", films, 1...1000), ("--frames", frames, FilmMeasure.distance + 1...10_000),
      ("--standing", standing, 0...100_000),
    ] where !range.contains(value) {
      throw ValidationError("\(flag) is \(range.lowerBound) to \(range.upperBound)")
    }
    guard firstFilm <= UInt64(Int32.max) else {
      throw ValidationError("--first-film is 0 to \(Int32.max)")
    }
  }

  private struct Report: Encodable {
    var measure = "warping error of films with known motion"
    var model: String
    var engine: String
    var data: String
    var error: Double
    var longError: Double
    var trueError: Double
    var trueLongError: Double
    var excess: Double
    var longExcess: Double
    var sharpness: Double
    var drift: Double?
    var secondsPerFrame: Double
  }

  func run() throws {
    let model = try options.loadedGenerator()
    let capabilities = model.description.capabilities
    guard let set = capabilities.labels?.labelSet else {
      throw SynthesisError(
        what: "\(model.description.name) takes no label maps", advice: "Take a map model.")
    }
    let source = SceneFilmSource(
      films: films, frames: frames, size: capabilities.outputSize, firstSeed: firstFilm)
    var made = FilmMeasure()
    var real = FilmMeasure()
    var seconds = 0.0
    for film in 0..<films {
      made.beginFilm()
      real.beginFilm()
      var next = try begin(model)
      for frame in 0..<frames {
        let example = try source.example(at: film * frames + frame)
        let request = request(example, frame, set, capabilities)
        let start = ContinuousClock.now
        let picture = try next.next(request, checkpoint: {})
        seconds += (ContinuousClock.now - start) / .seconds(1)
        made.add(picture, motion: example.motion)
        real.add(example.image, motion: example.motion)
      }
    }
    let drift = standing > 0 ? try drift(of: model, source, set) : nil
    let report = Report(
      model: model.description.name, engine: engine.rawValue, data: source.summary,
      error: made.error, longError: made.longError, trueError: real.error,
      trueLongError: real.longError, excess: made.error - real.error,
      longExcess: made.longError - real.longError, sharpness: made.sharpness / real.sharpness,
      drift: drift, secondsPerFrame: seconds / Double(films * frames))
    try options.show(report, lines(report))
  }

  private func begin(_ model: any Generator) throws -> any Film {
    switch engine {
    case .auto: try model.film(after: []) ?? CoherentFilm(model)
    case .coherent: CoherentFilm(model)
    case .plain: PlainFilm(model)
    }
  }

  private func request(
    _ example: TrainingExample, _ frame: Int, _ set: LabelSet, _ capabilities: Capabilities
  ) -> RenderRequest {
    var conditioning = Conditioning(labelSet: set, labels: example.labels)
    conditioning.instances = example.instances
    // A film model finds its own.
    if engine != .auto || capabilities.history == nil { conditioning.motion = example.motion }
    return RenderRequest(
      stamp: frame, conditioning: conditioning,
      latent: LatentState(source: .seed(UInt32(truncatingIfNeeded: options.seed))),
      statistics: capabilities.preferredStatistics)
  }

  private func drift(
    of model: any Generator, _ source: SceneFilmSource, _ set: LabelSet
  ) throws -> Double {
    var example = try source.example(at: 0)
    let area = example.image.size.area
    let still = [Float](repeating: 0, count: area)
    example.motion = KnownMotion(
      size: example.image.size, x: still, y: still,
      confidence: [Float](repeating: 1, count: area))
    var film = try begin(model)
    var measure = DriftMeasure()
    for frame in 0..<standing {
      measure.add(
        try film.next(
          request(example, frame, set, model.description.capabilities), checkpoint: {}))
    }
    return measure.drift
  }

  private func lines(_ report: Report) -> [String] {
    func number(_ value: Double) -> String { String(format: "%.4f", value) }
    var lines = [
      "\(report.model), \(report.engine): \(report.data)",
      "error \(number(report.error)) · true pictures \(number(report.trueError)) · excess "
        + number(report.excess),
      "over \(FilmMeasure.distance) frames \(number(report.longError)) · true pictures "
        + "\(number(report.trueLongError)) · excess \(number(report.longExcess))",
      "sharpness \(String(format: "%.3f", report.sharpness)) of the true pictures'",
      "\(String(format: "%.3f", report.secondsPerFrame)) s a frame",
    ]
    if let drift = report.drift {
      lines.append(
        "drift over \(standing) frames of a standing map: "
          + "\(String(format: "%.2f", drift)) levels")
    }
    return lines
  }
}
