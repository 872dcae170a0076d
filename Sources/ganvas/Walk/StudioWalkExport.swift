import Foundation
import Imaging
import Sessions
import Studio
import Synthesis

/// A walk written from the studio, with the model that is loaded there: what `ganvas walk` does.
struct StudioWalkExport {
  private let request: WalkExportRequest
  private let places: ProgramPlaces
  private let renderer: any Renderer
  private let directory: URL

  /// An export into a folder, which is made when needed.
  init(
    _ request: WalkExportRequest, places: ProgramPlaces, renderer: any Renderer, directory: URL
  ) {
    self.request = request
    self.places = places
    self.renderer = renderer
    self.directory = directory
  }

  /// Renders and writes; tells how far it is, 0…1.
  func run(_ progress: @escaping @Sendable (Double) -> Void) async throws -> [ExportedFile] {
    guard let plan = WalkPlan(request.walk.fitted(to: request.description.capabilities)) else {
      throw SynthesisError(what: "the walk has no keyframes")
    }
    let source = WalkSource(
      plan: plan, maps: request.maps, map: request.map, photos: request.photos)
    let target = try WalkTarget(directory.appendingPathComponent(freeName).path)
    var fingerprint = RenderFingerprint()
    _ = try fingerprint.add(model: request.model, in: places.library)
    var export = WalkExport(
      source, to: target, renderer: renderer, model: request.description, precision: .float32,
      fingerprint: fingerprint)
    var told = 0
    export.onProgress = { state in
      let percent = 100 * state.done / max(1, state.total)
      guard percent != told else { return }
      told = percent
      progress(Double(state.done) / Double(max(1, state.total)))
    }
    export.isStopped = { Task.isCancelled }
    do {
      let report = try await export.run()
      return [ExportedFile(path: report.output, bytes: report.bytes)]
    } catch is WalkExport.Stopped {
      throw CancellationError()
    }
  }

  /// A film never takes the place of another one; a folder of frames goes on where it was.
  private var freeName: String {
    let ending = request.ending
    func exists(_ name: String) -> Bool {
      FileManager.default.fileExists(
        atPath: directory.appendingPathComponent(name + ending).path)
    }
    var name = request.name
    var number = 2
    while ending.hasPrefix("."), exists(name) {
      name = "\(request.name)-\(number)"
      number += 1
    }
    return name + ending
  }
}
