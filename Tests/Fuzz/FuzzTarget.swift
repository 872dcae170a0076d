// What `Scripts/fuzz` feeds with bytes: one reader of what comes from strangers per name. libFuzzer
// calls the closure in `main`; a trap, a sanitizer's report, a hang or memory beyond its limit is
// a finding. The target is part of the package only where GANVAS_FUZZ is set.
import Canvas
import Foundation
import Studio
import Synthesis

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
  case studio
  case journal
  case config
  case terminal

  /// Reads the bytes as the program would; errors are what is expected.
  func read(_ bytes: [UInt8]) {
    switch self {
    case .png: _ = try? PNG.decode(RightSums.png(bytes))
    case .jpeg: decodePicture(bytes, beginning: [0xff, 0xd8, 0xff])
    case .webp: decodePicture(bytes, beginning: [])
    case .gif: decodePicture(bytes, beginning: Array("GIF8".utf8))
    case .avif: decodePicture(bytes, beginning: [])
    case .labelMap: _ = try? LabelMapFile.decode(RightSums.png(bytes), with: .numbered(20))
    case .instanceMap:
      let map = LabelMap(width: 8, height: 8, filledWith: 0)
      _ = try? InstanceMapFile.decode(RightSums.png(bytes), named: "map", matching: map)
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
    case .studio:
      var faults: [String] = []
      if let manifest = try? StoredJSON.decode(SessionManifest.self, from: bytes, &faults) {
        show(manifest, &faults)
      }
    case .journal:
      _ = Journal.read(bytes)
      replay(Journal.read(RightSums.journal(bytes)))
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

  /// Draws the studio as it would open with what `session.json` says.
  private func show(_ manifest: SessionManifest, _ faults: inout [String]) {
    let map = LabelMap(width: 12, height: 8, filledWith: 0)
    var contents = SessionContents(
      name: manifest.name,
      document: Document(MapContent(labels: map, labelSet: manifest.labelSet)),
      settings: manifest.settings, toolState: manifest.toolState, view: manifest.view,
      seeds: manifest.seeds, dice: manifest.dice, cursor: manifest.cursor,
      walk: manifest.walk ?? Walk(), playhead: manifest.playhead ?? 0,
      styleClipboard: manifest.styleClipboard ?? StyleClipboard(),
      savedLatents: manifest.savedLatents ?? SavedLatents())
    contents.putInside(&faults)
    var view = StudioView(display: Display(depth: .trueColor))
    _ = view.screen(of: StudioState(contents), size: CellSize(columns: 80, rows: 24))
  }

  /// Lets a journal's records happen to a map, as recovery does.
  private func replay(_ reading: Journal.Reading) {
    var contents = SessionContents(
      name: "",
      document: Document(size: PixelSize(width: 12, height: 9), label: 0, labelSet: .numbered(20)))
    for (record, _) in reading.records { record.replay(in: &contents) }
    for _ in 0..<3 { JournalRecord.undone.replay(in: &contents) }
    var faults: [String] = []
    contents.putInside(&faults)
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
