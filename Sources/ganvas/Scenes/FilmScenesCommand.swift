import ArgumentParser
import Checkpoints
import Foundation
import Imaging
import Scenes

/// `ganvas scenes film`: one scene under a moving camera, with exact motion and occlusion.
struct FilmScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "film",
    abstract: "Film a scene with a moving camera, with exact motion.",
    discussion: """
      Writes per frame NNNN into the folder: img-NNNN.png, label-NNNN.png, inst-NNNN.png; \
      flow-NNNN.npy (float16, rows × columns × 2: from each pixel to where it was in the frame \
      before, x and y in pixels); seen-NNNN.png (255 the same thing was seen there, 128 water, whose \
      mirror images move differently, 0 new). The first frame has no flow and nothing was seen.

      The camera moves by --x, --y and --z per frame, in units of its height above the ground. \
      Files that are there already are written again with the same bytes.

      Example:
        ganvas scenes film --seed 7 --frames 48 --size 256x128 -o data/film
        ganvas scenes film --seed 3 --biome lake --x 0.03 --z 0 --drift 0.002 -o data/pan

      Exit codes: 0 all are there, 1 some could not be written, 2 wrong usage.
      """)

  @OptionGroup var scenes: SceneOptions

  @Option(help: "How many frames.")
  var frames = 24

  @Option(help: "Way of the camera to the right per frame, in its heights.")
  var x = 0.0

  @Option(help: "Way of the camera upwards per frame.")
  var y = 0.0

  @Option(help: "Way of the camera into the picture per frame.")
  var z = 0.03

  @Option(help: "Drift of the clouds per frame, in picture heights.")
  var drift = 0.0006

  @Option(name: .shortAndLong, help: "Folder.")
  var output: String

  func validate() throws {
    guard (1...10_000).contains(frames) else {
      throw ValidationError("--frames is a number from 1 to 10000")
    }
    guard [x, y, z, drift].allSatisfy({ abs($0) <= 1 }) else {
      throw ValidationError("--x, --y, --z and --drift are at most 1 per frame")
    }
    let last = Double(frames - 1)
    let end = SceneCamera(x: x * last, y: y * last, z: z * last)
    guard end.normalized == end else {
      throw ValidationError(
        "the camera would leave the world: over all frames --x stays within ±40, --y within "
          + "−0.7…30, --z within 0…40; take fewer frames or smaller steps")
    }
  }

  func run() throws {
    let folder = URL(fileURLWithPath: output)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let labelSet = try ProgramPlaces().labelSet("landscape")
    let film = SceneFilm(
      recipe: try scenes.recipe(0),
      motion: SceneFilm.Motion(step: SceneCamera(x: x, y: y, z: z), drift: drift))
    let progress = SceneProgress(count: frames)
    var earlier: FilmFrame?
    for index in 0..<frames {
      let frame = film.frame(index, after: earlier)
      try write(frame, index, to: folder, labelSet: labelSet)
      earlier = frame
      progress.show(done: index + 1, drawn: index + 1)
    }
    progress.clear()
    print("\(frames) frames: \(folder.path)")
  }

  private func write(
    _ frame: FilmFrame, _ index: Int, to folder: URL, labelSet: LabelSet
  ) throws {
    let number = String(format: "%04d", index)
    func file(_ kind: String, _ type: String = "png") -> URL {
      folder.appendingPathComponent("\(kind)-\(number).\(type)")
    }
    let size = frame.scene.image.size
    try AtomicFile.write(
      LabelMapFile.encode(frame.scene.labels, with: labelSet), to: file("label"))
    try AtomicFile.write(InstanceMapFile.encode(frame.scene.instances), to: file("inst"))
    try Checkpoint.writeNpy(
      StoredTensor(
        name: "flow", shape: [size.height, size.width, 2],
        floats: frame.flow.flatMap { [$0.x, $0.y] }, as: .float16),
      to: file("flow", "npy").path)
    try AtomicFile.write(PNG.encode(gray: frame.history), to: file("seen"))
    try AtomicFile.write(PNG.encode(frame.scene.image), to: file("img"))
  }
}
