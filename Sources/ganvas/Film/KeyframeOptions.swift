import ArgumentParser
import Canvas
import Foundation
import Imaging
import Synchronization
import Synthesis

/// Keyframes of a film on the command line.
struct KeyframeOptions: ParsableArguments {
  @Option(
    name: .customLong("keyframes"), parsing: .upToNextOption,
    help: "Two or more label maps; the maps between them are made.", completion: .file())
  var files: [String] = []

  @Option(
    name: .customLong("keyframe-instances"), parsing: .upToNextOption,
    help: "Their instance maps; those beside them are found.", completion: .file())
  var instances: [String] = []

  @Option(help: "Frames between two keyframes.")
  var framesBetween = 23

  @Option(
    name: .customLong("camera"), parsing: .upToNextOption,
    help: ArgumentHelp(
      "What is seen of each keyframe: middle as shares of width and height, and zoom, one for each.",
      valueName: "x,y,zoom"))
  var cameras: [String] = []

  @Flag(help: "Frames at one speed between keyframes, instead of a slow start and end.")
  var linear = false

  func validate() throws {
    guard (0...10_000).contains(framesBetween) else {
      throw ValidationError("--frames-between is 0 to 10000")
    }
    guard !files.isEmpty else {
      guard instances.isEmpty, cameras.isEmpty else {
        throw ValidationError("--keyframe-instances and --camera go with --keyframes")
      }
      return
    }
    guard files.count > 1 else {
      throw ValidationError("--keyframes takes two or more maps")
    }
    guard instances.isEmpty || instances.count == files.count else {
      throw ValidationError("--keyframe-instances takes as many maps as --keyframes")
    }
    guard cameras.isEmpty || cameras.count == files.count else {
      throw ValidationError("--camera takes one x,y,zoom for each keyframe")
    }
    _ = try places()
  }

  /// Reads the keyframes.
  /// - Parameter labelSet: The model's; stands in where neither file nor person names one.
  /// - Throws: `SynthesisError` for maps that do not go together, what reading throws.
  func maps(_ reader: MapReader, labelSet: LabelSet) throws -> KeyframeMaps {
    var found: (set: LabelSet, size: PixelSize)?
    var remarks: [String] = []
    var keyframes: [Keyframe] = []
    for (index, camera) in try places().enumerated() {
      let job = try RenderJob.all(
        labels: files[index], instances: instances.isEmpty ? nil : instances[index],
        output: FileManager.default.temporaryDirectory.path)[0]
      var conditioning = Conditioning()
      _ = try reader.read(
        try ImageFile.bytes(of: URL(fileURLWithPath: files[index])),
        try job.instances.map { try ImageFile.bytes(of: $0) }, of: job, labelSet,
        into: &conditioning, remarks: &remarks)
      guard let labels = conditioning.labels, let set = conditioning.labelSet else {
        throw SynthesisError(what: "\(files[index]) holds no label map")
      }
      let first = found ?? (set, labels.size)
      guard first.set == set, first.size == labels.size else {
        throw SynthesisError(
          what: "\(files[index]) does not go with \(files[0])",
          location: "\(set.name) of \(labels.size), not \(first.set.name) of \(first.size)",
          advice: "Keyframes are maps of one label set and one size.")
      }
      found = first
      keyframes.append(
        Keyframe(labels: labels, instances: conditioning.instances, camera: camera))
    }
    guard let found else { throw SynthesisError(what: "there are no keyframes") }
    return KeyframeMaps(
      keyframes, labelSet: found.set,
      film: KeyframeFilm(
        keyframes, framesBetween: framesBetween, easing: linear ? .linear : .smooth),
      remarks: remarks)
  }

  private func places() throws -> [MapCamera] {
    guard !cameras.isEmpty else { return files.map { _ in .whole } }
    return try cameras.map { text in
      let numbers = text.split(separator: ",", omittingEmptySubsequences: false)
        .map { Double($0) ?? .nan }
      guard numbers.count == 3, (0...1).contains(numbers[0]), (0...1).contains(numbers[1]),
        MapCamera.zooms.contains(numbers[2])
      else {
        throw ValidationError(
          "--camera \(text): expected x,y,zoom with x and y from 0 to 1 and zoom from 0.25 to 16, "
            + "for instance 0.5,0.5,1")
      }
      return MapCamera(x: numbers[0], y: numbers[1], zoom: numbers[2])
    }
  }
}

/// Maps between painted ones, as a film's.
struct KeyframeMaps: FilmSequence {
  private let film: KeyframeFilm
  private let keyframes: [Keyframe]
  private let labelSet: LabelSet
  private let remarks: [String]
  private let hasObjects: Bool
  /// The last frames: the next one's motion asks for them again.
  private let recent = Recent()

  private final class Recent: Sendable {
    private let frames = Mutex<[(number: Int, frame: TweenFrame)]>([])

    func frame(_ number: Int, of film: KeyframeFilm) -> TweenFrame {
      if let known = frames.withLock({ $0.first { $0.number == number } }) { return known.frame }
      let frame = film.frame(number)
      frames.withLock { list in
        list = list.suffix(1) + [(number, frame)]
      }
      return frame
    }
  }

  init(
    _ keyframes: [Keyframe], labelSet: LabelSet, film: KeyframeFilm, remarks: [String]
  ) {
    self.keyframes = keyframes
    self.labelSet = labelSet
    self.film = film
    self.remarks = remarks
    hasObjects = keyframes.contains { $0.instances.elements.contains { $0 != 0 } }
  }

  /// Keyframes and what is between them.
  var count: Int { film.count }
  /// It always is.
  var haveMotion: Bool { true }

  /// The keyframe before the frame and the next one, and its place.
  func note(_ frame: Int, in print: inout RenderFingerprint) throws {
    let step = film.framesBetween + 1
    print.add("tween \(frame % step) of \(step) \(film.easing)")
    let first = min(frame / step, keyframes.count - 1)
    for keyframe in keyframes[first...min(first + 1, keyframes.count - 1)] {
      let camera = keyframe.camera
      print.add("\(keyframe.labels.size) \(camera.x) \(camera.y) \(camera.zoom)")
      keyframe.labels.elements.withUnsafeBytes { print.add($0) }
      keyframe.instances.elements.withUnsafeBytes { print.add($0) }
    }
  }

  /// The frame's maps.
  func read(
    _ frame: Int, _ set: LabelSet, into conditioning: inout Conditioning, remarks: inout [String]
  ) throws {
    if frame == 0 { remarks += self.remarks }
    let maps = recent.frame(frame, of: film)
    conditioning.labelSet = labelSet
    conditioning.labels = maps.labelMap
    conditioning.instances = hasObjects ? maps.instanceMap : nil
  }

  /// Known exactly.
  func motion(_ frame: Int) -> KnownMotion? {
    guard frame > 0 else { return nil }
    let earlier = recent.frame(frame - 1, of: film)
    let motion = film.motion(frame, of: recent.frame(frame, of: film), after: earlier)
    return KnownMotion(size: film.size, x: motion.x, y: motion.y, confidence: motion.confidence)
  }
}
