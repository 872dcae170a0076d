import Foundation
import Imaging

/// Where a walk is written to, and as what.
struct WalkTarget {
  /// What is written.
  enum Kind: Equatable {
    /// A folder of PNGs.
    case frames
    /// An animated WebP.
    case webp
    /// A film that an installed `ffmpeg` encodes.
    case film(Film)
  }

  /// Formats left to `ffmpeg`.
  enum Film: String, CaseIterable {
    case gif
    case mp4
    case webm
  }

  /// Endings of films.
  static let endings = ["webp"] + Film.allCases.map(\.rawValue)

  /// What is written.
  let kind: Kind
  /// The folder or file.
  let place: URL

  /// What a path means: its ending says the format, without one it is a folder.
  init(_ path: String) throws(RenderUsageError) {
    place = URL(fileURLWithPath: path)
    switch place.pathExtension.lowercased() {
    case "webp": kind = .webp
    case "": kind = .frames
    case let ending:
      guard let film = Film(rawValue: ending) else {
        throw RenderUsageError(
          "a walk is written to a folder of PNGs, or to .webp, .gif, .mp4 or .webm; not to "
            + ".\(ending)")
      }
      kind = .film(film)
    }
  }

  /// Whether several processes make the frames: then these lie where a person finds them.
  var isShared = false

  /// The folder of the frames; beside a film, gone when that is finished.
  var frames: URL {
    kind == .frames
      ? place
      : place.deletingLastPathComponent()
        .appendingPathComponent("\(isShared ? "" : ".")\(place.lastPathComponent).frames")
  }

  /// The PNG of a frame, for instance `frame-00041.png`.
  func frame(_ number: Int) -> URL {
    let digits = String(number)
    let zeros = String(repeating: "0", count: max(0, 5 - digits.count))
    return frames.appendingPathComponent("frame-\(zeros)\(digits).png")
  }

  /// The folder of the measured lengths, beside the frames.
  var lengths: URL { frames.appendingPathComponent("lengths") }
}
