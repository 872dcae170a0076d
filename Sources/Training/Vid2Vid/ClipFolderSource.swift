public import Foundation
import Generators
public import Imaging
import Synthesis

/// Folders of clips as training data: each clip's folder holds, per frame NNNN, `img-NNNN`,
/// `label-NNNN`, from the second frame on `flow-NNNN.npy`, and if it likes `inst-NNNN` and
/// `seen-NNNN`, as `ganvas scenes film` writes them.
public struct ClipFolderSource: TrainingSource {
  private struct Frame: Sendable {
    let image: URL
    let labels: URL
    let instances: URL?
    let flow: URL?
    let marks: URL?
  }

  private struct Clip: Sendable {
    let name: String
    let frames: [Frame]
    /// Number of its first frame among all.
    let start: Int
  }

  private let clips: [Clip]
  private let labelSet: LabelSet
  private let size: PixelSize
  private let folder: URL
  /// What lies in the folder and is not learned from, in words.
  let leftOut: [String]
  /// Frames of all clips.
  public let count: Int

  /// Lists the clips of a folder, or a folder that is one; files are read when asked for.
  /// - Parameter size: Pictures, maps and motion are cut to this proportion around their centre and
  ///   resized.
  /// - Throws: `TrainingError` naming the clip in which something is missing.
  public init(folder: URL, labelSet: LabelSet, size: PixelSize) throws(TrainingError) {
    var found: [(name: String, frames: [Frame])] = []
    var others: [String] = []
    for place in [folder] + (try FolderListing.folders(in: folder)) {
      let frames = try Self.frames(of: place)
      if frames.count > 1 {
        found.append((place.lastPathComponent, frames))
      } else if place != folder {
        others.append(place.lastPathComponent)
      }
    }
    guard !found.isEmpty else {
      throw TrainingError(
        "\(folder.path) holds no clip: expected folders with img-0000.png, label-0000.png, "
          + "flow-0001.npy and so on, as ganvas scenes film writes them")
    }
    self.init(
      found, folder: folder, labelSet: labelSet, size: size,
      leftOut: others.isEmpty ? [] : ["folders without frames: \(others.joined(separator: ", "))"])
  }

  private init(
    _ found: [(name: String, frames: [Frame])], folder: URL, labelSet: LabelSet, size: PixelSize,
    leftOut: [String]
  ) {
    var clips: [Clip] = []
    var start = 0
    for clip in found {
      clips.append(Clip(name: clip.name, frames: clip.frames, start: start))
      start += clip.frames.count
    }
    self.clips = clips
    self.labelSet = labelSet
    self.size = size
    self.folder = folder
    self.leftOut = leftOut
    count = start
  }

  /// One clip for the sheets, and the others; the same one where there is no other.
  func holdingOne() -> (held: ClipFolderSource, rest: ClipFolderSource) {
    let parts = clips.map { ($0.name, $0.frames) }
    func source(_ clips: [(name: String, frames: [Frame])]) -> ClipFolderSource {
      ClipFolderSource(clips, folder: folder, labelSet: labelSet, size: size, leftOut: leftOut)
    }
    guard parts.count > 1 else { return (self, self) }
    return (source([parts[0]]), source(Array(parts.dropFirst())))
  }

  private static func frames(of folder: URL) throws(TrainingError) -> [Frame] {
    var frames: [Frame] = []
    for image in try FolderListing.pictures(in: folder)
    where image.lastPathComponent.hasPrefix("img-") {
      func neighbour(_ kind: String, _ ending: String) -> URL? {
        KnownMotionFile.neighbour(of: image, kind: kind, ending: ending)
      }
      guard let labels = neighbour("label", "png") else {
        throw TrainingError("\(image.path) has no map: expected label-… beside it")
      }
      let flow = neighbour("flow", "npy")
      guard flow != nil || frames.isEmpty else {
        throw TrainingError(
          "\(image.path) has no motion: expected flow-… beside it, which only a clip's first frame "
            + "may lack")
      }
      frames.append(
        Frame(
          image: image, labels: labels, instances: neighbour("inst", "png"), flow: flow,
          marks: neighbour("seen", "png")))
    }
    return frames
  }

  /// Examples of a step follow each other.
  public var isFilm: Bool { true }
  /// Frames of the longest clip.
  public var longest: Int { clips.map(\.frames.count).max() ?? 0 }

  /// The folder's name, label set and size, for records.
  public var summary: String {
    "\(count) frames in \(clips.count) clips of \(folder.lastPathComponent), label set "
      + "\(labelSet.name), \(size)"
  }

  /// Clip and frame.
  public func name(at index: Int) -> String {
    let (clip, frame) = place(of: index)
    return "\(clip.name)/\(clip.frames[frame].image.lastPathComponent)"
  }

  /// A stretch of a clip that is long enough; every stretch is equally likely.
  public func indices(_ count: Int, using random: inout SeededRandom) -> [Int] {
    let places = clips.map { max(0, $0.frames.count - count + 1) }
    let total = places.reduce(0, +)
    precondition(total > 0, "no clip has \(count) frames")
    var choice = Int.random(in: 0..<total, using: &random)
    for (clip, places) in zip(clips, places) {
      if choice < places { return (0..<count).map { clip.start + choice + $0 } }
      choice -= places
    }
    preconditionFailure("a stretch beyond the last")
  }

  /// Reads one frame.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    let whole = try whole(at: index)
    return whole.cropped(to: whole.image.bounds.centred(like: size)).resized(to: size)
  }

  private func place(of index: Int) -> (clip: Clip, frame: Int) {
    let clip = clips.last { $0.start <= index } ?? clips[0]
    return (clip, index - clip.start)
  }

  private func whole(at index: Int) throws(TrainingError) -> TrainingExample {
    let (clip, number) = place(of: index)
    let frame = clip.frames[number]
    do {
      let image = try ImageFile.read(frame.image)
      let labels = try LabelMapFile.read(
        frame.labels, with: labelSet, unknownIDsBecome: Int(TrainingExample.unknownLabel)
      ).map
      let instances =
        try frame.instances.map { try InstanceMapFile.read($0, matching: labels).map }
        ?? InstanceMap(width: labels.width, height: labels.height, filledWith: 0)
      guard labels.size == image.size, instances.size == image.size else {
        throw TrainingError("picture, map and objects differ in size")
      }
      var example = TrainingExample(image: image, labels: labels, instances: instances)
      if number > 0, let flow = frame.flow {
        let motion = try KnownMotionFile.read(flow: flow, marks: frame.marks)
        guard motion.size == image.size else {
          throw TrainingError("the motion is of \(motion.size), the picture of \(image.size)")
        }
        example.motion =
          frame.marks != nil
          ? motion
          : motion.trusted(
            from: try ImageFile.read(clip.frames[number - 1].image), to: image)
      }
      return example
    } catch {
      throw TrainingError("\(name(at: index)): \(error)")
    }
  }
}

extension ClipFolderSource: ExaminableSource {
  /// All files of all frames.
  var files: [URL] {
    clips.flatMap { clip in
      clip.frames.flatMap { frame in
        [frame.image, frame.labels, frame.instances, frame.flow, frame.marks].compactMap { $0 }
      }
    }
  }

  /// The label's name.
  func name(ofClass id: Int) -> String { labelSet.name(of: id) }

  /// Reads everything of a frame as it is stored.
  func examined(at index: Int) throws(TrainingError) -> ExaminedExample {
    let example = try whole(at: index)
    var examined = ExaminedExample(
      size: example.image.size, fingerprint: example.image.fingerprint)
    examined.labels = example.labels.pixelCounts
    return examined
  }
}

extension KnownMotion {
  /// The motion with the reference's confidence: 1 where the colours' squared distance after moving
  /// is below 0.02 (pictures −1…1).
  func trusted(from before: RGBImage, to now: RGBImage) -> KnownMotion {
    guard before.size == size, now.size == size else {
      return KnownMotion(
        size: size, x: x, y: y, confidence: [Float](repeating: 0, count: size.area))
    }
    let sure = (0..<size.area).map { index -> Float in
      let column = Float(index % size.width) + x[index]
      let row = Float(index / size.width) + y[index]
      let left = min(max(column, 0), Float(size.width - 1))
      let top = min(max(row, 0), Float(size.height - 1))
      let (x0, y0) = (Int(left), Int(top))
      let (x1, y1) = (min(x0 + 1, size.width - 1), min(y0 + 1, size.height - 1))
      let (u, v) = (left - Float(x0), top - Float(y0))
      func sample(_ channel: KeyPath<RGB, UInt8>) -> Float {
        func at(_ x: Int, _ y: Int) -> Float {
          Float(before.elements[y * size.width + x][keyPath: channel])
        }
        return (at(x0, y0) * (1 - u) + at(x1, y0) * u) * (1 - v)
          + (at(x0, y1) * (1 - u) + at(x1, y1) * u) * v
      }
      let distance = [\RGB.red, \.green, \.blue].reduce(Float(0)) { sum, channel in
        let difference = (sample(channel) - Float(now.elements[index][keyPath: channel])) / 127.5
        return sum + difference * difference
      }
      return distance < 0.02 ? 1 : 0
    }
    return KnownMotion(size: size, x: x, y: y, confidence: sure)
  }
}
