public import Imaging
public import Synthesis

/// One picture with the maps that belong to it, all of one size.
public struct TrainingExample: Sendable {
  /// The picture.
  public var image: RGBImage
  /// Its label map: true ids, or `unknownLabel`.
  public var labels: LabelMap
  /// Its instance numbers.
  public var instances: InstanceMap
  /// Class of the whole picture, for class-conditional families; 0 where there are none.
  public var classID: Int
  /// The picture it shall be made of, where a family turns pictures into pictures; `nil` where it is
  /// made of maps.
  public var given: RGBImage?
  /// What moved since the frame before, where the picture is one of a film; of the picture's size.
  public var motion: KnownMotion?

  /// Stands in `labels` where nobody knows what is to be seen: such a pixel is in no channel.
  public static let unknownLabel = UInt16.max

  /// Creates an example; the three rasters must have one size.
  public init(
    image: RGBImage, labels: LabelMap, instances: InstanceMap, classID: Int = 0,
    motion: KnownMotion? = nil
  ) {
    precondition(
      image.size == labels.size && labels.size == instances.size, "one size for all three")
    self.image = image
    self.labels = labels
    self.instances = instances
    self.classID = classID
    self.motion = motion
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
    var mirrored = TrainingExample(
      image: image.mirrored(), labels: labels.mirrored(), instances: instances.mirrored(),
      classID: classID)
    mirrored.given = given?.mirrored()
    mirrored.motion = motion?.mirrored()
    return mirrored
  }
}

extension TrainingExample {
  /// The part inside a rectangle.
  func cropped(to rect: PixelRect) -> TrainingExample {
    if rect == image.bounds { return self }
    var part = TrainingExample(
      image: image.cropped(to: rect), labels: labels.cropped(to: rect),
      instances: instances.cropped(to: rect), classID: classID)
    part.given = given?.cropped(to: rect)
    part.motion = motion?.cropped(to: rect)
    return part
  }

  /// Resized: the picture by the cubic filter, maps by nearest neighbour.
  func resized(to size: PixelSize) -> TrainingExample {
    if size == image.size { return self }
    var resized = TrainingExample(
      image: image.resized(to: size, by: .bicubic), labels: labels.resizedNearest(to: size),
      instances: instances.resizedNearest(to: size), classID: classID)
    resized.given = given?.resized(to: size, by: .bicubic)
    resized.motion = motion?.resizedNearest(to: size)
    return resized
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
  /// One of them in one of its variations, where a source has them: the same for equal numbers.
  /// - Throws: `TrainingError` naming the file and what is wrong with it.
  func example(at index: Int, variation: UInt64) throws(TrainingError) -> TrainingExample
  /// Draws the number of an example to learn from.
  func index(using random: inout SeededRandom) -> Int
  /// Whether the examples of a step are frames of one film, one after the other.
  var isFilm: Bool { get }
  /// Draws the numbers of the examples of a step.
  func indices(_ count: Int, using random: inout SeededRandom) -> [Int]
  /// What one of them is called, for tables.
  func name(at index: Int) -> String
  /// The sources it is made of, each with files of its own.
  var parts: [any TrainingSource] { get }
}

extension TrainingSource {
  /// No procedural scenes.
  public var scenes: SceneLooks? { nil }

  /// Itself.
  public var parts: [any TrainingSource] { [self] }

  /// There are no variations.
  public func example(
    at index: Int, variation: UInt64
  ) throws(TrainingError) -> TrainingExample { try example(at: index) }

  /// All are equally likely.
  public func index(using random: inout SeededRandom) -> Int {
    Int.random(in: 0..<count, using: &random)
  }

  /// They have nothing to do with each other.
  public var isFilm: Bool { false }

  /// Each by itself.
  public func indices(_ count: Int, using random: inout SeededRandom) -> [Int] {
    (0..<count).map { _ in index(using: &random) }
  }

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
