import Checkpoints
import Foundation
import Imaging
import Sharding
import Training

/// The parts of a table of styles that shards write, a file each beside the table:
/// `TABLE.parts/<i>-of-<n>.safetensors`.
struct StyleParts {
  private static let key = "ganvas.part"
  private static let pictureKey = "ganvas.index"

  private let folder: URL
  private let fingerprint: RenderFingerprint

  /// The parts of a table.
  /// - Parameter fingerprint: Of the model and the examples.
  init(of table: String, _ fingerprint: RenderFingerprint) {
    folder = URL(fileURLWithPath: table + ".parts")
    self.fingerprint = fingerprint
  }

  /// A part that is there, whole, of the same model and examples, with the numbers of its pictures.
  func part(_ shard: Shard) -> (table: StyleTable, pictures: [Int])? {
    guard let checkpoint = try? Checkpoint.read(file(shard).path),
      fingerprint.accepts(checkpoint.metadata[Self.key]),
      let table = try? StyleTable(checkpoint),
      let words = checkpoint.metadata[Self.pictureKey]?.split(separator: " ")
    else { return nil }
    let numbers = words.compactMap { Int($0) }
    guard numbers.count == words.count, numbers.count >= table.pictures.count else { return nil }
    return (table, numbers)
  }

  /// Writes a part.
  /// - Parameter pictures: Numbers of its pictures among all examples.
  func write(_ table: StyleTable, _ pictures: [Int], _ shard: Shard) throws {
    try OutputPlace.makeFolder(folder)
    try table.write(
      to: file(shard).path,
      notes: [
        Self.key: fingerprint.text,
        Self.pictureKey: pictures.map(String.init).joined(separator: " "),
      ])
  }

  /// The table of all parts, pictures in the order of the examples: what one process writes.
  /// - Returns: The table, or the shards that are not there.
  func assembled(
    shards: Int, names: [String], channels: Int
  ) throws(ShardError) -> (table: StyleTable, left: [Int]) {
    var places: [Int: (table: StyleTable, row: Int)] = [:]
    var left: [Int] = []
    for index in 0..<shards {
      let shard = try Shard(index: index, count: shards)
      let own = names.indices.filter { shard.holds(names[$0]) }
      guard !own.isEmpty else { continue }
      guard let part = part(shard), part.pictures == own else {
        left.append(index)
        continue
      }
      for (row, number) in part.pictures.enumerated() { places[number] = (part.table, row) }
    }
    var table = StyleTable(channels: channels)
    guard left.isEmpty else { return (table, left) }
    for number in names.indices {
      guard let place = places[number] else { continue }
      // Pictures without any object behind the last one with some have no name in the file.
      if place.row < place.table.pictures.count {
        table.append(picture: place.row, of: place.table)
      } else {
        table.append([], picture: names[number])
      }
    }
    return (table, [])
  }

  private func file(_ shard: Shard) -> URL {
    folder.appendingPathComponent("\(shard.index)-of-\(shard.count).safetensors")
  }
}
