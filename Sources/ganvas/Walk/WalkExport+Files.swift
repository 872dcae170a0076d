import Foundation
import Imaging
import Sessions
import Synthesis

/// What is written from the frames.
extension WalkExport {
  /// Writes the film, where one is wanted, and the sheet.
  mutating func write(using encoder: URL?) throws {
    let walk = source.plan.walk
    try target.writeFilm(
      of: walk.length, framesPerSecond: walk.framesPerSecond, quality: quality, using: encoder)
    report.bytes =
      target.kind == .frames
      ? (0..<walk.length).reduce(0) { $0 + Self.size(of: target.frame($1)) }
      : Self.size(of: target.place)
    if let sheet { try write(sheet: sheet) }
  }

  /// Sixteen frames at equal distances, in four rows.
  private func write(sheet: URL) throws {
    let length = source.plan.walk.length
    let count = min(16, length)
    var rows: [[RGBImage]] = []
    for index in 0..<count {
      if index % 4 == 0 { rows.append([]) }
      let number = count < 2 ? 0 : index * (length - 1) / (count - 1)
      rows[rows.count - 1].append(try target.picture(number))
    }
    let picture = ContactSheet.picture(of: rows)
    let format = ImageFormat(fileExtension: sheet.pathExtension) ?? .png
    try AtomicFile.write(try ImageFile.encode(picture, as: format), to: sheet)
  }

  private static func size(of file: URL) -> Int {
    let facts = try? FileManager.default.attributesOfItem(atPath: file.path)
    return facts?[.size] as? Int ?? 0
  }
}
