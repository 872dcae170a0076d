import Checksums
import Foundation
import Imaging
import Sharding

/// What walks and films share about their files: frames that carry what they were made from, memories
/// beside them, and what becomes of all frames.
extension WalkTarget {
  /// The program that encodes the film; `nil` for what is written here.
  /// - Throws: what `FilmEncoder.find` does where it is missing.
  func encoder() throws -> URL? {
    guard case .film(let film) = kind else { return nil }
    return try FilmEncoder.find(for: film)
  }

  /// Makes the folders of frames and of what becomes of them; the one a person named is said.
  func makeFolders() throws {
    try OutputPlace.makeFolder(kind == .frames ? frames : place.deletingLastPathComponent())
    if kind != .frames {
      try FileManager.default.createDirectory(at: frames, withIntermediateDirectories: true)
    }
  }

  /// Writes a frame with what it was made from, and a line about it where shards share the work.
  func write(
    _ picture: RGBImage, as frame: Int, _ print: RenderFingerprint, ledger: Ledger? = nil,
    seconds: Double = 0
  ) throws {
    let file = self.frame(frame)
    let bytes = try PNG.encode(
      picture, text: [RenderFingerprint.key: print.text, "Software": "ganvas"])
    try AtomicFile.write(bytes, to: file)
    try ledger?.append(
      item: "\(frame)", output: file.lastPathComponent, fingerprint: print.text,
      bytes: bytes.count, crc32: CRC32.checksum(of: bytes), seconds: seconds)
  }

  /// What a film remembers behind a frame.
  func memory(_ frame: Int) -> URL {
    self.frame(frame).deletingPathExtension().appendingPathExtension("memory.safetensors")
  }

  /// A frame that is there.
  func picture(_ frame: Int) throws -> RGBImage { try ImageFile.read(self.frame(frame)) }

  /// Makes the animation or film of all frames; nothing where the frames are what is wanted.
  /// - Parameters:
  ///   - quality: Of an animated WebP, 1…100; `nil` without loss.
  ///   - encoder: What `encoder()` found.
  func writeFilm(
    of count: Int, framesPerSecond: Int, quality: Int?, using encoder: URL?
  ) throws {
    switch kind {
    case .frames: break
    case .webp:
      var animation = try WebPAnimation(size: try picture(0).size, quality: quality)
      func start(_ number: Int) -> Int { number * 1000 / framesPerSecond }
      for number in 0..<count { try animation.add(try picture(number), at: start(number)) }
      try AtomicFile.write(animation.finish(at: start(count)), to: place)
    case .film(let film):
      guard let encoder else { return }
      try FilmEncoder(
        program: encoder, film: film, size: try picture(0).size, framesPerSecond: framesPerSecond
      ).write(count, to: place, frames: picture)
    }
  }
}
