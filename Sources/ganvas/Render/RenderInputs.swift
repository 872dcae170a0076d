import ArgumentParser
import Foundation
import Generators
import Imaging
import Synthesis

/// Looks at everything that a rendering reads and writes before the engine is loaded, which takes
/// seconds: a wrong name is said at once.
struct RenderInputs {
  private let options: RenderCommand
  private let jobs: [RenderJob]
  private let places = ProgramPlaces()

  /// The inputs of some jobs.
  init(_ options: RenderCommand, _ jobs: [RenderJob]) {
    self.options = options
    self.jobs = jobs
  }

  /// Throws for a model, map, photo or latent that is not there and for a format that is not
  /// written. Files of a folder are left to their turn: one bad one does not stop the others.
  func check() throws {
    let location = try places.library.find(options.model)
    try checkLabels(location)
    for path in [options.styleImage].compactMap({ $0 }) {
      _ = try ImageFile.bytes(of: URL(fileURLWithPath: path))
    }
    _ = try options.objects.texts()
    if let path = options.latent.latent { _ = try LatentFile.read(path) }
    for option in try options.latent.directions() { _ = try DirectionFile(reading: option.path) }
    if let set = options.labelSet { _ = try places.labelSet(set) }
    for job in jobs { try OutputPlace.check(job.output, for: OutputPlace.pictures) }
    if let path = options.latent.saveLatent {
      try OutputPlace.check(URL(fileURLWithPath: path), for: OutputPlace.latents)
    }
    // A series has one map for all.
    guard let job = jobs.first, jobs.allSatisfy({ $0.labels == job.labels }) else { return }
    for file in [job.labels, job.instances].compactMap({ $0 }) {
      _ = try ImageFile.bytes(of: file)
    }
  }

  /// A model with labels needs a map, one without takes none; one learned from a photo may have
  /// that photo painted over, in colours that are known once it is loaded.
  private func checkLabels(_ location: ModelLibrary.Location) throws {
    guard case .package(let package) = location else { return }
    let hasLabels = try places.library.labelSet(of: package) != nil
    let can = try FamilyTable.builtIn.capabilities(of: package, from: places.library)
    guard can.pyramid == nil else { return }
    guard hasLabels != (options.labels != nil) else { return }
    throw SynthesisError(
      what: hasLabels
        ? "\(package.name) needs a label map" : "\(package.name) takes no label map",
      advice: hasLabels ? "Say which with --labels." : "Leave out --labels.")
  }
}
