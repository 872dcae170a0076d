import Foundation
import Imaging
import Synthesis

/// Writes films with the `ffmpeg` that is installed; frames go to it one by one, unpacked.
struct FilmEncoder {
  private let program: URL
  private let film: WalkTarget.Film
  private let size: PixelSize
  private let framesPerSecond: Int

  /// Looks for `ffmpeg` in the search path.
  /// - Throws: `SynthesisError` that says what works without it.
  static func find(
    for film: WalkTarget.Film, environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> URL {
    let folders = (environment["PATH"] ?? "").split(separator: ":").map { String($0) }
    let program = folders.map { URL(fileURLWithPath: $0).appendingPathComponent("ffmpeg") }
      .first { FileManager.default.isExecutableFile(atPath: $0.path) }
    guard let program else {
      throw SynthesisError(
        what: "no ffmpeg is installed, and .\(film.rawValue) needs one",
        advice: "Install it, or write an animated WebP (-o walk.webp) or PNGs (-o FOLDER): both "
          + "work without it.")
    }
    return program
  }

  /// Whether there is an `ffmpeg` to be found.
  static var isInstalled: Bool { (try? find(for: .mp4)) != nil }

  /// An encoder for pictures of one size.
  init(program: URL, film: WalkTarget.Film, size: PixelSize, framesPerSecond: Int) {
    self.program = program
    self.film = film
    self.size = size
    self.framesPerSecond = framesPerSecond
  }

  /// Encodes frames into a file that is complete or not there.
  /// - Parameter frames: Called once for each number.
  func write(
    _ count: Int, to file: URL, frames: (Int) throws -> RGBImage
  ) throws {
    let part = file.deletingLastPathComponent()
      .appendingPathComponent(".\(file.lastPathComponent).part.\(film.rawValue)")
    let log = part.appendingPathExtension("log")
    defer {
      try? FileManager.default.removeItem(at: part)
      try? FileManager.default.removeItem(at: log)
    }
    guard FileManager.default.createFile(atPath: log.path, contents: nil) else {
      throw SynthesisError(what: "\(log.path) cannot be written")
    }
    let process = Process()
    let input = Pipe()
    process.executableURL = program
    process.arguments = arguments(to: part)
    process.standardInput = input
    process.standardOutput = FileHandle.nullDevice
    process.standardError = try FileHandle(forWritingTo: log)
    // An ffmpeg that gives up closes the pipe; that is an error here, not a signal.
    signal(SIGPIPE, SIG_IGN)
    try process.run()
    let writer = input.fileHandleForWriting
    do {
      for number in 0..<count {
        try writer.write(contentsOf: try frames(number).withBytes { Data($0) })
      }
      try writer.close()
    } catch let error as SynthesisError {
      process.terminate()
      throw error
    } catch {
      try? writer.close()
    }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      let words = (try? String(contentsOf: log, encoding: .utf8)) ?? ""
      throw SynthesisError(
        what: "ffmpeg could not write \(file.lastPathComponent)",
        location: words.split(separator: "\n").suffix(3).joined(separator: " / "),
        advice: "The frames are kept; -o walk.webp works without ffmpeg.")
    }
    guard rename(part.path, file.path) == 0 else {
      throw SynthesisError(what: "\(file.path) cannot be put in place")
    }
  }

  private func arguments(to part: URL) -> [String] {
    let input = [
      "-hide_banner", "-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgb24",
      "-s", "\(size.width)x\(size.height)", "-r", "\(framesPerSecond)", "-i", "-",
    ]
    // The same frames give the same file: no dates, no version of the encoder.
    let same = ["-map_metadata", "-1", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
    let format: [String]
    switch film {
    case .gif:
      format = [
        "-filter_complex", "split[a][b];[a]palettegen[p];[b][p]paletteuse", "-loop", "0",
      ]
    case .mp4:
      format = [
        "-c:v", "libx264", "-crf", "16", "-pix_fmt", "yuv420p",
        "-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2", "-movflags", "+faststart",
      ]
    case .webm:
      format = ["-c:v", "libvpx-vp9", "-crf", "24", "-b:v", "0", "-pix_fmt", "yuv420p"]
    }
    return input + format + same + [part.path]
  }
}
