public import Imaging
import Synchronization

/// Photos with maps, never drawn twice alike: mirrored, cut, bent and lit by chance, picture and maps
/// together. Files are decoded once and stay in memory as long as they fit.
public final class PhotoSource: TrainingSource {
  private let folder: FolderSource
  private let size: PixelSize
  private let augmentation: Augmentation
  private let cache: ExampleCache

  /// - Parameters:
  ///   - folder: Photos and maps as they are, uncut.
  ///   - size: What they become.
  public convenience init(_ folder: FolderSource, size: PixelSize) {
    self.init(folder, size: size, augmentation: .photo)
  }

  init(_ folder: FolderSource, size: PixelSize, augmentation: Augmentation) {
    self.folder = folder
    self.size = size
    self.augmentation = augmentation
    cache = ExampleCache(byteLimit: 1 << 30)
  }

  /// Number of photos.
  public var count: Int { folder.count }
  /// The photos in words, for the training record.
  public var summary: String { folder.summary + ", cut, bent and lit by chance" }
  /// The file's name without extension.
  public func name(at index: Int) -> String { folder.name(at: index) }

  /// The folder's.
  public var parts: [any TrainingSource] { [folder] }

  /// The photo's middle, unchanged.
  public func example(at index: Int) throws(TrainingError) -> TrainingExample {
    try folder.example(at: index)
  }

  /// The photo as one variation has it.
  public func example(
    at index: Int, variation: UInt64
  ) throws(TrainingError) -> TrainingExample {
    let whole = try cache.example(index) { () throws(TrainingError) in
      try folder.whole(at: index)
    }
    var random = SeededRandom(seed: variation)
    return augmentation.applied(to: whole, size: size, using: &random)
  }
}

/// Examples in memory, their maps in as few bytes as values need, up to a limit of bytes; what no
/// longer fits is made anew each time.
final class ExampleCache: Sendable {
  private struct Contents {
    var examples: [Int: PackedExample] = [:]
    var bytes = 0
  }

  private let byteLimit: Int
  private let contents = Mutex(Contents())

  init(byteLimit: Int) { self.byteLimit = byteLimit }

  /// The example of that number; `make` makes it where it is not there.
  func example(
    _ index: Int, _ make: () throws(TrainingError) -> TrainingExample
  ) throws(TrainingError) -> TrainingExample {
    if let packed = contents.withLock({ $0.examples[index] }) { return packed.example }
    let example = try make()
    let packed = PackedExample(example)
    contents.withLock {
      guard $0.bytes + packed.byteCount <= byteLimit, $0.examples[index] == nil else { return }
      $0.examples[index] = packed
      $0.bytes += packed.byteCount
    }
    return example
  }
}

/// An example with its maps in as few bytes as their values need.
private struct PackedExample: Sendable {
  private let image: RGBImage
  private let labels: Raster<UInt16>
  private let instances: Raster<UInt16>?
  private let wideInstances: InstanceMap?
  private let classID: Int

  init(_ example: TrainingExample) {
    image = example.image
    labels = example.labels
    classID = example.classID
    if example.instances.elements.allSatisfy({ $0 <= 0xffff }) {
      instances = example.instances.map { UInt16($0) }
      wideInstances = nil
    } else {
      instances = nil
      wideInstances = example.instances
    }
  }

  var byteCount: Int { image.size.area * (instances == nil ? 9 : 7) }

  var example: TrainingExample {
    let none = InstanceMap(width: image.width, height: image.height, filledWith: 0)
    return TrainingExample(
      image: image, labels: labels,
      instances: wideInstances ?? instances?.map { UInt32($0) } ?? none, classID: classID)
  }
}
