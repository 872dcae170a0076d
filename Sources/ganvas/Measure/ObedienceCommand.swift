import ArgumentParser
import Foundation
import Generators
import Imaging
import Segmentation
import Training

/// `ganvas measure obedience`: whether a map model's pictures show what their maps say.
struct ObedienceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "obedience",
    abstract: "Whether a map model's pictures show what their maps say.",
    discussion: """
      A labeller (ganvas train labeller) that the model has never met says of every pixel of a render \
      what it shows; mean intersection over union and accuracy with the map stand beside those of \
      real pictures of the same maps, and their ratio is what counts: the labeller's own mistakes \
      are in both. Labels that fill less than a thousandth are left out. Real pictures are scenes \
      whose seeds neither has seen, or a folder; --maps is for maps without pictures, whose renders \
      are compared with those scenes.

      Examples:
        ganvas measure obedience landscape --scenes 48
        ganvas measure obedience landscape --scenes 48 --maps Assets/Maps
      """)

  @OptionGroup var options: MeasureOptions

  @Option(help: "Procedural scenes to compare with, so many.")
  var scenes = 48

  @Option(help: "Folder with *_label and *_img to compare with, instead of scenes.")
  var data: String?

  @Option(help: "Folder of label maps (NAME-labels.png) to render instead.")
  var maps: String?

  @Option(help: "Pictures of each map, from seeds 1, 2, …")
  var codes = 1

  @Option(help: "The labeller: the path of its file; the shipped one if absent.")
  var labeller: String?

  func validate() throws {
    guard (1...10_000).contains(scenes) else { throw ValidationError("--scenes is 1…10000") }
    guard (1...100).contains(codes) else { throw ValidationError("--codes is 1…100") }
  }

  private struct Report: Encodable {
    var measure = "labels seen in renders beside real pictures"
    var model: String
    var labeller: String
    var data: String
    var codes: Int
    var renders: LabelAgreement
    var real: LabelAgreement
  }

  func run() throws {
    let file = try labeller.map { URL(fileURLWithPath: $0) } ?? ProgramPlaces().labeller()
    let model = try options.loadedGenerator()
    let (labeller, description) = try Labeller.read(file)
    let capabilities = model.description.capabilities
    guard let set = capabilities.labels?.labelSet else {
      throw ModelError.request(
        reason: "\(model.description.name) takes no label map",
        advice: "This measure is for models that do.")
    }
    let own = labeller.labelSet.labels
    guard set.labels.map(\.name) == own.map(\.name), set.labels.map(\.id) == own.map(\.id) else {
      throw ModelError.request(
        reason: "\(model.description.name) has the labels of \(set.name), the labeller those of "
          + labeller.labelSet.name, advice: "Train one for them: ganvas train labeller --labels")
    }
    let size = capabilities.outputSize
    let source: any TrainingSource =
      if let data {
        try FolderSource(folder: URL(fileURLWithPath: data), labelSet: set, size: size)
      } else {
        SceneSource(count: scenes, size: size, firstSeed: RealPictures.firstSeed)
      }
    let examples = try (0..<source.count).map { try source.example(at: $0) }
    let real = LabelAgreement(
      of: examples.map(\.image), maps: examples.map(\.labels), by: labeller)
    let drawn = try maps.map { try painted($0, set, size) } ?? examples
    let made = try RenderedMaps(model, of: drawn, codes: codes)
    let renders = LabelAgreement(of: made.made, maps: made.labels, by: labeller)
    try options.show(
      Report(
        model: model.description.name, labeller: description.training,
        data: maps ?? source.summary, codes: codes, renders: renders, real: real),
      lines(renders, real, source.summary, set))
  }

  /// Maps of a folder without pictures: black stands in, and is not looked at.
  private func painted(
    _ path: String, _ set: LabelSet, _ size: PixelSize
  ) throws -> [TrainingExample] {
    let folder = URL(fileURLWithPath: path)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path)
      .filter { $0.hasSuffix("-labels.png") }.sorted()
    guard !names.isEmpty else {
      throw ValidationError("\(path) holds no map called NAME-labels.png")
    }
    return try names.map { name in
      let file = folder.appendingPathComponent(name)
      let map = try LabelMapFile.read(file, with: set).map
      let beside = folder.appendingPathComponent(
        name.replacingOccurrences(of: "-labels.png", with: "-instances.png"))
      let objects =
        FileManager.default.fileExists(atPath: beside.path)
        ? try InstanceMapFile.read(beside, matching: map).map
        : InstanceMap(width: map.width, height: map.height, filledWith: 0)
      return TrainingExample(
        image: RGBImage(width: size.width, height: size.height, filledWith: RGB(0, 0, 0)),
        labels: map.centred(like: size).resizedNearest(to: size),
        instances: objects.centred(like: size).resizedNearest(to: size))
    }
  }

  private func lines(
    _ renders: LabelAgreement, _ real: LabelAgreement, _ data: String, _ set: LabelSet
  ) -> [String] {
    func number(_ value: Double) -> String { String(format: "%.3f", value) }
    func ratio(_ made: Double, _ real: Double) -> String {
      String(format: "%.2f", made / max(1e-9, real))
    }
    return [
      "labels seen in \(renders.pictures) renders\(maps.map { " of \($0)" } ?? "") "
        + "and \(real.pictures) real pictures: \(data)",
      "mean IoU \(number(renders.meanIoU)) / \(number(real.meanIoU)) = "
        + ratio(renders.meanIoU, real.meanIoU)
        + " · accuracy \(number(renders.accuracy)) / \(number(real.accuracy)) = "
        + ratio(renders.accuracy, real.accuracy),
    ]
      + renders.labels.sorted { $0.key < $1.key }.map { label, value in
        "  \(set.name(of: label)): \(number(value)) / \(number(real.labels[label] ?? 0))"
      }
  }
}
