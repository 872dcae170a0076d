// What `Scripts/fuzz` feeds with bytes: one reader of what comes from strangers per name. libFuzzer
// calls the closure in `main`; a trap, a sanitizer's report, a hang or memory beyond its limit is
// a finding. The target is part of the package only where GANVAS_FUZZ is set.
import Foundation

@testable import Checkpoints
@testable import Imaging
@testable import NumpyFormat
@testable import Sessions
@testable import StudioUI
@testable import Terminal

import TOMLKit

/// A reader that is fuzzed.
enum FuzzTarget: String, CaseIterable {
  case png
  case jpeg
  case webp
  case gif
  case avif
  case labelMap = "label-map"
  case instanceMap = "instance-map"
  case labelSet = "label-set"
  case checkpoint
  case safetensors
  case npy
  case npz
  case pickle
  case pth
  case session
  case journal
  case config
  case terminal

  /// Reads the bytes as the program would; errors are what is expected.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .png: _ = try? PNG.decode(bytes)
    case .jpeg: decodePicture(bytes, beginning: [0xff, 0xd8, 0xff])
    case .webp: decodePicture(bytes, beginning: [])
    case .gif: decodePicture(bytes, beginning: Array("GIF8".utf8))
    case .avif: decodePicture(bytes, beginning: [])
    case .labelMap: _ = try? LabelMapFile.decode(bytes, with: .numbered(20))
    case .instanceMap:
      let map = LabelMap(width: 8, height: 8, filledWith: 0)
      _ = try? InstanceMapFile.decode(bytes, named: "map", matching: map)
    case .labelSet:
      if let set = try? JSONDecoder().decode(LabelSet.self, from: Data(bytes)) {
        _ = LabelTranslation(from: set, to: .numbered(4)).summary()
      }
    case .checkpoint, .safetensors, .npy, .npz, .pickle, .pth:
      if let checkpoint = try? Checkpoint.read(bytes: bytes, name: "weights") {
        _ = CheckpointSummary(checkpoint)
      }
    case .session:
      var faults: [String] = []
      if let manifest = try? StoredJSON.decode(SessionManifest.self, from: bytes, &faults) {
        _ = try? StoredJSON.encode(manifest)
      }
    case .journal: _ = Journal.read(bytes)
    case .config:
      let text = String(decoding: bytes, as: UTF8.self)
      if SettingsText.problem(in: text) == nil { _ = try? TOMLTable(string: text) }
    case .terminal:
      var decoder = InputDecoder()
      _ = decoder.feed(bytes.prefix(bytes.count / 2))
      _ = decoder.feed(bytes.dropFirst(bytes.count / 2))
      _ = decoder.timeout()
    }
  }

  private func decodePicture(_ bytes: [UInt8], beginning: [UInt8]) {
    guard bytes.starts(with: beginning) else { return }
    if let picture = try? ImageFile.decode(bytes) {
      precondition(picture.elements.count == picture.width * picture.height)
    }
  }
}

/// The target of this process.
private let target: FuzzTarget = {
  let name = ProcessInfo.processInfo.environment["GANVAS_FUZZ_TARGET"] ?? ""
  guard let target = FuzzTarget(rawValue: name) else {
    print(
      "GANVAS_FUZZ_TARGET is one of", FuzzTarget.allCases.map(\.rawValue).joined(separator: " "))
    exit(2)
  }
  return target
}()

/// libFuzzer's own loop, in its library.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<Int32>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ take: @convention(c) (UnsafePointer<UInt8>?, Int) -> Int32
) -> Int32

/// Hands the arguments to libFuzzer, which feeds the target.
@main
struct Fuzz {
  static func main() {
    _ = target
    var count = CommandLine.argc
    var arguments = CommandLine.unsafeArgv
    exit(
      runDriver(&count, &arguments) { start, count in
        target.read(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
      })
  }
}
