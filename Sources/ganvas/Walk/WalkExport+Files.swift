import Foundation
import Imaging
import Sessions
import Synthesis

/// What is written from the frames.
extension WalkExport {
  /// Writes the film, where one is wanted, and the sheet.
  mutating func write(using encoder: URL?) throws {
    let walk = source.plan.walk
    let target = target
    func frame(_ number: Int) throws -> RGBImage { try ImageFile.read(target.frame(number)) }
    switch target.kind {
    case .frames:
      report.bytes = (0..<walk.length).reduce(0) { $0 + Self.size(of: target.frame($1)) }
    case .webp:
      var animation = try WebPAnimation(size: try frame(0).size, quality: quality)
      func start(_ number: Int) -> Int { number * 1000 / walk.framesPerSecond }
      for number in 0..<walk.length { try animation.add(try frame(number), at: start(number)) }
      try AtomicFile.write(animation.finish(at: start(walk.length)), to: target.place)
    case .film(let film):
      guard let encoder else { return }
      try FilmEncoder(
        program: encoder, film: film, size: try frame(0).size,
        framesPerSecond: walk.framesPerSecond
      ).write(walk.length, to: target.place, frames: frame)
    }
    if target.kind != .frames { report.bytes = Self.size(of: target.place) }
    if let sheet { try write(sheet: sheet, frame) }
  }

  /// Sixteen frames at equal distances, in four rows.
  private func write(sheet: URL, _ frame: (Int) throws -> RGBImage) throws {
    let length = source.plan.walk.length
    let count = min(16, length)
    var rows: [[RGBImage]] = []
    for index in 0..<count {
      if index % 4 == 0 { rows.append([]) }
      let number = count < 2 ? 0 : index * (length - 1) / (count - 1)
      rows[rows.count - 1].append(try frame(number))
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
