public import Imaging

/// One picture with the maps that belong to it, all of one size.
public struct TrainingExample: Sendable {
  /// The picture.
  public var image: RGBImage
  /// Its label map, true ids.
  public var labels: LabelMap
  /// Its instance numbers.
  public var instances: InstanceMap
  /// Class of the whole picture, for class-conditional families; 0 where there are none.
  public var classID: Int

  /// Creates an example; the three rasters must have one size.
  public init(
    image: RGBImage, labels: LabelMap, instances: InstanceMap, classID: Int = 0
  ) {
    precondition(
      image.size == labels.size && labels.size == instances.size, "one size for all three")
    self.image = image
    self.labels = labels
    self.instances = instances
    self.classID = classID
  }

  /// The parts of the picture that have a style of their own: each object, and for what is no
  /// object (instance 0) everything of one class. Objects count from 65536, classes are their ids.
  public var regions: InstanceMap {
    Raster(
      width: labels.width, height: labels.height,
      elements: zip(instances.elements, labels.elements).map { instance, label in
        instance == 0 ? UInt32(label) : (instance & 0xffff) + 65536
      })
  }

  /// The example seen in a mirror.
  public func mirrored() -> TrainingExample {
    TrainingExample(
      image: image.mirrored(), labels: labels.mirrored(), instances: instances.mirrored(),
      classID: classID)
  }
}

extension Raster {
  /// Left and right exchanged.
  func mirrored() -> Raster {
    var mirrored = self
    for row in 0..<height {
      let start = row * width
      mirrored.elements[start..<(start + width)].reverse()
    }
    return mirrored
  }
}

/// A numbered collection of examples.
public protocol TrainingSource: Sendable {
  /// How many there are.
  var count: Int { get }
  /// In words, for records: where the examples come from.
  var summary: String { get }
  /// What the examples show, where they are procedural scenes; `nil` elsewhere.
  var scenes: SceneLooks? { get }
  /// Names of the classes of whole pictures; empty where pictures have none.
  var classNames: [String] { get }
  /// One of them, `index` in 0..<count, at the size the network wants.
  /// - Throws: `TrainingError` naming the file and what is wrong with it.
  func example(at index: Int) throws(TrainingError) -> TrainingExample
  /// What one of them is called, for tables.
  func name(at index: Int) -> String
}

extension TrainingSource {
  /// No procedural scenes.
  public var scenes: SceneLooks? { nil }

  /// Its number.
  public func name(at index: Int) -> String { "\(index)" }
}

extension TrainingSource {
  /// None.
  public var classNames: [String] { [] }
}

/// What can go wrong in a training run, in words.
public struct TrainingError: Error, Hashable, Sendable, CustomStringConvertible {
  /// What happened.
  public var description: String

  /// Creates the error.
  public init(_ description: String) { self.description = description }

  /// Runs `body`; what it throws becomes a training's error in the same words.
  static func naming<Result, Failure: Error & CustomStringConvertible>(
    _ body: () throws(Failure) -> Result
  ) throws(TrainingError) -> Result {
    do throws(Failure) {
      return try body()
    } catch {
      throw TrainingError(error.description)
    }
  }
}
