public import Checkpoints
public import Generators

/// Every object of a data set with its style: what `ganvas styles encode` writes and `styles
/// cluster` reads.
public struct StyleTable: Sendable, Hashable {
  /// One object.
  public struct Row: Sendable, Hashable {
    /// Which picture, an index into `pictures`.
    public var picture: Int
    /// Its style, class and area.
    public var style: RegionStyle
  }

  /// Names of the pictures.
  public private(set) var pictures: [String] = []
  /// The objects in the order of the pictures.
  public private(set) var rows: [Row] = []
  /// Numbers per style.
  public let channels: Int

  /// An empty table.
  public init(channels: Int) { self.channels = channels }

  /// Adds the objects of one picture.
  public mutating func append(_ styles: some Sequence<RegionStyle>, picture name: String) {
    for style in styles {
      precondition(style.feature.count == channels, "\(style.feature.count) numbers in a style")
      rows.append(Row(picture: pictures.count, style: style))
    }
    pictures.append(name)
  }

  /// Runs an encoder over examples.
  /// - Parameter progress: Gets the number of examples that are done.
  /// - Throws: `TrainingError` naming an example that cannot be read.
  public static func encoded(
    _ source: any TrainingSource, by encoder: FeatureEncoder, channels: Int,
    progress: (Int) -> Void = { _ in }
  ) throws(TrainingError) -> StyleTable {
    var table = StyleTable(channels: channels)
    for index in 0..<source.count {
      try table.append(source, index, by: encoder)
      progress(index + 1)
    }
    return table
  }

  /// Runs an encoder over one example and adds its objects.
  /// - Throws: `TrainingError` naming an example that cannot be read.
  public mutating func append(
    _ source: any TrainingSource, _ index: Int, by encoder: FeatureEncoder
  ) throws(TrainingError) {
    let example = try source.example(at: index)
    append(RegionStyle.styles(of: example, by: encoder), picture: source.name(at: index))
  }

  /// Adds a picture of another table with its objects.
  public mutating func append(picture: Int, of other: StyleTable) {
    append(
      other.rows.lazy.filter { $0.picture == picture }.map(\.style),
      picture: other.pictures[picture])
  }
}

extension StyleTable {
  private enum Column: String, CaseIterable {
    case picture, region, label, area, classes
  }

  private static let featureName = "feature"
  private static let shareName = "share"

  /// Writes the table as safetensors: `feature` `[n, channels]` and `share` `[n]` float32;
  /// `picture`, `region`, `label`, `area`, `classes` `[n]` int64; the pictures' names as metadata
  /// `picture.<index>`.
  /// - Parameter notes: Further metadata.
  /// - Throws: `CheckpointError`.
  public func write(
    to path: String, notes: [String: String] = [:]
  ) throws(CheckpointError) {
    var tensors = [
      StoredTensor(
        name: Self.featureName, shape: [rows.count, channels],
        floats: rows.flatMap(\.style.feature)),
      StoredTensor(
        name: Self.shareName, shape: [rows.count], floats: rows.map { Float($0.style.share) }),
    ]
    for column in Column.allCases {
      let values = rows.map { row -> Int64 in
        switch column {
        case .picture: Int64(row.picture)
        case .region: Int64(row.style.region)
        case .label: Int64(row.style.label)
        case .area: Int64(row.style.area)
        case .classes: Int64(row.style.classes)
        }
      }
      tensors.append(
        StoredTensor(
          name: column.rawValue, type: .int64, shape: [rows.count],
          bytes: values.flatMap { value in
            withUnsafeBytes(of: value.littleEndian) { [UInt8]($0) }
          }))
    }
    let names = pictures.enumerated().map { ("picture.\($0.offset)", $0.element) }
    try Checkpoint.writeSafetensors(
      tensors, metadata: notes.merging(names) { _, name in name }, to: path)
  }

  /// Reads a table.
  /// - Throws: `TrainingError` naming what is wrong with the file.
  public init(_ checkpoint: Checkpoint) throws(TrainingError) {
    func fail(_ what: String) -> TrainingError {
      TrainingError("\(checkpoint.file) is no table of styles: \(what)")
    }
    guard let features = checkpoint[Self.featureName], features.shape.count == 2,
      features.shape[1] > 0, let shares = checkpoint[Self.shareName]
    else { throw fail("it lacks feature [n, channels] or share [n]") }
    guard features.nonFiniteCount == 0 else { throw fail("not all features are finite") }
    let count = features.shape[0]
    channels = features.shape[1]
    var columns: [Column: [Int]] = [:]
    for column in Column.allCases {
      guard let values = checkpoint[column.rawValue]?.integers(), values.count == count else {
        throw fail("\(column.rawValue) should hold \(count) whole numbers")
      }
      columns[column] = values
    }
    guard shares.shape == [count] else { throw fail("share should hold \(count) numbers") }
    let numbers = features.floats()
    let parts = shares.floats()
    func value(_ column: Column, _ row: Int) -> Int { columns[column]?[row] ?? 0 }
    for row in 0..<count {
      guard (0..<65536).contains(value(.label, row)), value(.area, row) > 0,
        let region = UInt32(exactly: value(.region, row)), value(.picture, row) >= 0
      else { throw fail("row \(row) has a class, area or number that cannot be") }
      rows.append(
        Row(
          picture: value(.picture, row),
          style: RegionStyle(
            region: region, label: value(.label, row), area: value(.area, row),
            share: Double(parts[row]), classes: value(.classes, row),
            feature: Array(numbers[row * channels..<(row + 1) * channels]))))
    }
    let last = rows.map(\.picture).max().map { $0 + 1 } ?? 0
    guard last <= checkpoint.metadata.count else { throw fail("pictures have no names") }
    pictures = (0..<last).map { checkpoint.metadata["picture.\($0)"] ?? "\($0)" }
  }
}
