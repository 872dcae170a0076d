import Checkpoints
import Foundation
import TestSupport
import Testing

/// Damaged at random, a file gives a value or a typed error; never a trap, a hang or a huge
/// allocation.
@Suite("Random damage")
struct MutationTests {
  /// Small correct files of every kind.
  static func controls() -> [[UInt8]] {
    var clusters = PickleBuilder(version: 4)
    clusters.op("}")
    clusters.op("K")
    clusters.op(3)
    clusters.op("]")
    clusters.int(-7)
    clusters.op("a")
    clusters.op("s")
    let floats = [UInt8](repeating: 63, count: 24)
    let array = npy("{'descr': '>f4', 'fortran_order': True, 'shape': (2, 3), }", floats)
    var npz = ZipBuilder()
    npz.entries.append(.init(name: "w.npy", data: array))
    return [
      controlFile(legacy: false), controlFile(legacy: true),
      safetensors(
        header:
          #"{"__metadata__":{"a":"b"},"w":{"dtype":"F16","shape":[2,3],"data_offsets":[0,12]}}"#,
        data: 12),
      array, npy("{'descr': '|O', 'fortran_order': False, 'shape': (), }", clusters.finished()),
      npz.finished(), clusters.finished(),
    ]
  }

  @Test("Flipped, replaced, removed and repeated bytes", arguments: 0..<7, 0..<4)
  func damage(control: Int, seed: UInt64) {
    Self.damage(Self.controls()[control], rounds: 400, seed: seed)
  }

  @Test(
    "The reference files, damaged",
    .enabled(if: SharedFolder.item("reference") != nil, "../shared/reference is not there"),
    arguments: [
      "bad/control_ok_zip.pth", "bad/control_ok_legacy.pth", "bad/control_ok.safetensors",
      "pix2pixhd/b_global_features/features_clustered_010.npy",
      "pix2pixhd/b_global_features/features_clustered_010_numpy1.npy",
      "singan/a_four_scales/NoiseAmp.pth",
    ])
  func reference(name: String) throws {
    let file = try #require(SharedFolder.item("reference/\(name)"))
    Self.damage([UInt8](try Data(contentsOf: file)), rounds: 600, seed: 1)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/PWNED-ganvas"))
  }

  /// Damages a file `rounds` times and reads what it holds, if it still can be read.
  private static func damage(_ bytes: [UInt8], rounds: Int, seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<rounds {
      var damaged = bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        mutate(&damaged, &random)
      }
      do throws(CheckpointError) {
        let checkpoint = try Checkpoint.read(bytes: damaged, name: "damaged")
        for tensor in checkpoint.tensors {
          #expect(tensor.byteCount <= 9 * damaged.count + (1 << 20))
          _ = tensor.nonFiniteCount
          _ = tensor.floats()
        }
      } catch {
        #expect(!error.description.isEmpty)
      }
    }
  }

  private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
    guard !bytes.isEmpty else { return }
    let place = Int.random(in: 0..<bytes.count, using: &random)
    switch Int.random(in: 0..<6, using: &random) {
    case 0: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1: bytes[place] = UInt8.random(in: 0...255, using: &random)
    case 2: bytes[place] = [0, 0x7f, 0x80, 0xff].randomElement(using: &random) ?? 0
    case 3: bytes.removeSubrange(place..<min(bytes.count, place + 4))
    case 4: bytes.removeSubrange(place...)
    default: bytes.insert(contentsOf: bytes[place...].prefix(8), at: place)
    }
  }
}
