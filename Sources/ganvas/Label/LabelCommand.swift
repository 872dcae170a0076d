import ArgumentParser
import Foundation
import Generators
import Imaging
import Segmentation
import Tensors

/// `ganvas label`: a label map of a photo.
struct LabelCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "label",
    abstract: "Make a label map of a photo, to paint on from.",
    discussion: """
      A small network says of every pixel what it shows. It was trained on drawn scenes and a few \
      photos: expect a start to be corrected by hand, in the studio (press : and type "label a \
      photo") or in any editor. --overlay shows the map over the photo.

      Of a folder every photo is labelled that has no map in the output folder yet: the start of a \
      data set.

      Examples:
        ganvas label coast.jpg -o coast-labels.png
        ganvas label coast.jpg --size 256x256 -o coast-labels.png --overlay coast-seen.png
        ganvas label mine/mine_img -o mine/mine_label
        ganvas label street.jpg --labeller streets.safetensors -o street-labels.png

      Exit codes: 0 written, 1 failed, 2 wrong usage.
      """)

  @Argument(
    help: "The photo (PNG, JPEG, WebP, GIF, AVIF), or a folder of them.", completion: .file())
  var photo: String

  @Option(help: "The labeller: the path of its file; the shipped one if absent.")
  var labeller: String?

  @Option(help: "Size of the map, WIDTHxHEIGHT: cut to these proportions around the middle.")
  var size: PictureSize?

  @Option(help: "Also write the photo with the map's colours over it.")
  var overlay: String?

  @Flag(inversion: .prefixedNo, help: "Borders along edges, no specks.")
  var refine = true

  @OptionGroup var compute: ComputeOptions

  @Option(
    name: .shortAndLong,
    help: "The label map (PNG): pixels are ids of the label set; or their folder.")
  var output: String

  func validate() throws {
    if isFolder {
      guard overlay == nil else { throw ValidationError("--overlay is for one photo") }
    } else {
      try OutputPlace.check(URL(fileURLWithPath: output), for: ["png"])
    }
    if let overlay {
      try OutputPlace.check(URL(fileURLWithPath: overlay), for: OutputPlace.pictures)
    }
    if let size = size?.size, ![size.width, size.height].allSatisfy((8...4096).contains) {
      throw ValidationError("--size is 8x8 to 4096x4096")
    }
  }

  /// Whether all photos of a folder are labelled.
  private var isFolder: Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: photo, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  func run() throws {
    let file = try labeller.map { URL(fileURLWithPath: $0) } ?? ProgramPlaces().labeller()
    try Engine.load(usesCUDA: compute.device != .cpu)
    Engine.threads = compute.threadCount
    let labeller = try Labeller.read(file).labeller.moved(to: Engine.device(for: compute.device))
    if isFolder { return try labelAll(by: labeller) }
    let picture = try picture(URL(fileURLWithPath: photo))
    let map = try map(of: picture, by: labeller)
    try write(map, labeller.labelSet, to: URL(fileURLWithPath: output))
    let shares = map.pixelCounts.sorted { $0.value > $1.value }.prefix(8).map { id, count in
      "\(labeller.labelSet.name(of: Int(id))) \(percent(count, of: map.size.area))"
    }
    print("written: \(output), \(map.size), label set \(labeller.labelSet.name)")
    print(shares.joined(separator: " · "))
    guard let overlay else { return }
    try write(map, over: picture, labeller.labelSet, to: URL(fileURLWithPath: overlay))
    print("written: \(overlay)")
  }

  /// Labels every picture of the folder that has no map yet: what was corrected by hand stays.
  private func labelAll(by labeller: Labeller) throws {
    let place = URL(fileURLWithPath: photo)
    let folder = URL(fileURLWithPath: output)
    let names = try FileManager.default.contentsOfDirectory(atPath: place.path).sorted()
      .filter { ImageFormat(fileExtension: ($0 as NSString).pathExtension) != nil }
    guard !names.isEmpty else { throw ValidationError("\(photo) holds no photo") }
    try OutputPlace.makeFolder(folder)
    var left = 0
    for name in names {
      let file = folder.appendingPathComponent((name as NSString).deletingPathExtension + ".png")
      guard !FileManager.default.fileExists(atPath: file.path) else {
        left += 1
        continue
      }
      let picture = try picture(place.appendingPathComponent(name))
      try write(map(of: picture, by: labeller), labeller.labelSet, to: file)
      print("written: \(PrintableText.line(file.path))")
    }
    print("\(names.count - left) photos labelled, \(left) had a map")
  }

  private func picture(_ file: URL) throws -> RGBImage {
    let picture = try ImageFile.read(file)
    guard let size = size?.size else { return picture }
    return picture.centred(like: size).resized(to: size, by: .bicubic)
  }

  private func map(of picture: RGBImage, by labeller: Labeller) throws -> LabelMap {
    let device = try Engine.device(for: compute.device)
    return try Engine.guarded {
      labeller.labels(of: picture, refining: refine, device: device)
    }
  }

  private func write(_ map: LabelMap, _ set: LabelSet, to file: URL) throws {
    try OutputPlace.makeFolder(of: file)
    try AtomicFile.write(LabelMapFile.encode(map, with: set), to: file)
  }

  private func percent(_ count: Int, of all: Int) -> String {
    String(format: "%.1f %%", 100 * Double(count) / Double(max(1, all)))
  }

  private func write(
    _ map: LabelMap, over picture: RGBImage, _ set: LabelSet, to file: URL
  ) throws {
    let mixed = RGBImage(
      width: picture.width, height: picture.height,
      elements: zip(picture.elements, map.elements).map { pixel, id in
        let color = set.label(id: Int(id))?.color ?? RGB(0, 0, 0)
        func mean(_ first: UInt8, _ second: UInt8) -> UInt8 {
          UInt8((Int(first) + Int(second)) / 2)
        }
        return RGB(
          mean(pixel.red, color.red), mean(pixel.green, color.green), mean(pixel.blue, color.blue))
      })
    let format = ImageFormat(fileExtension: file.pathExtension) ?? .png
    try AtomicFile.write(try ImageFile.encode(mixed, as: format), to: file)
  }
}
