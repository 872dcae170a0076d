import ArgumentParser
import Foundation
import Generators
import Imaging
import Training

/// `ganvas measure texture`: how a map model's texture differs from real pictures of the same maps.
struct TextureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "texture",
    abstract: "Softness, lattices and streaks of a map model's pictures, beside real ones.",
    discussion: """
      Grey pictures. Softness: power under a Hann window at 48, 64, 96 and 124 cycles per 256 pixels \
      (± 2), the median over the pictures of made over real; 1 is right, less is soft. Lattice: \
      highest power on an axis at periods of 2, 4, 8 and 16 pixels over the median around it, and \
      the share of the fine variance locked to periods of 2 to 32. Streaks: inside a label, at least \
      12 pixels from any other, the correlation of the picture minus its 17×17 mean with itself 12 \
      pixels to the right and down, above the real one; labels with 1500 such pixels in four \
      pictures. Real pictures are scenes of seeds no training sees, or a folder with maps.

      Example:
        ganvas measure texture landscape --scenes 24 --codes 3
        ganvas measure texture landscape --data photos/ --json
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "Procedural scenes to compare with, so many.")
  var scenes: Int?

  @Option(help: "Folder with *_label, *_inst and *_img to compare with.")
  var data: String?

  @Option(help: "Pictures of each map, from seeds 1, 2, …")
  var codes = 1

  func validate() throws {
    guard (scenes == nil) != (data == nil) else {
      throw ValidationError("give either --scenes or --data")
    }
    guard (4...10_000).contains(scenes ?? 4) else {
      throw ValidationError("--scenes is 4…10000")
    }
    guard (1...100).contains(codes) else { throw ValidationError("--codes is 1…100") }
  }

  private struct Report: Encodable {
    var measure = "texture of made pictures beside real ones"
    var model: String
    var data: String
    var codes: Int
    var texture: TextureMeasure
  }

  func run() throws {
    let model = try options.loadedGenerator()
    let capabilities = model.description.capabilities
    let set = capabilities.labels?.labelSet
    let source = try mappedSource(size: capabilities.outputSize, labelSet: set)
    let examples = try (0..<source.count).map { try source.example(at: $0) }
    let maps = try RenderedMaps(model, of: examples, codes: codes)
    let texture = TextureMeasure(made: maps.made, real: maps.real, labels: maps.labels)
    try options.show(
      Report(
        model: model.description.name, data: source.summary, codes: codes, texture: texture),
      lines(texture, set, source.summary))
  }

  private func mappedSource(size: PixelSize, labelSet: LabelSet?) throws -> any TrainingSource {
    if let data, let labelSet {
      return try FolderSource(
        folder: URL(fileURLWithPath: data), labelSet: labelSet, size: size)
    }
    return SceneSource(count: scenes ?? 0, size: size, firstSeed: RealPictures.firstSeed)
  }

  private func lines(
    _ texture: TextureMeasure, _ set: LabelSet?, _ data: String
  ) -> [String] {
    func number(_ value: Double) -> String { String(format: "%.2f", value) }
    return [
      "texture of \(texture.pictures) pictures; real: \(data)",
      "power, made / real: "
        + texture.bands.map { "\($0.cycles) cycles \(number($0.ratio))" }.joined(separator: " · "),
      "lattice: highest peak \(number(texture.latticePeak)) · locked share "
        + "\(String(format: "%.1f", 100 * texture.latticeShare)) %",
      "streaks: worst excess \(number(texture.streakExcess))",
    ]
      + texture.streaks.map { streak in
        let name = set?.name(of: streak.label) ?? "label \(streak.label)"
        let parts = ["across", "down"].enumerated().map { axis, word in
          "\(word) \(number(streak.real[axis])) → \(number(streak.made[axis]))"
        }
        return "  \(name): " + parts.joined(separator: " · ")
      }
  }
}
