import Checkpoints
import Foundation
import TestSupport
import Testing

/// Every weight file that the reference programs wrote, and every damaged one.
@Suite(
  "Reference files",
  .enabled(if: SharedFolder.item("reference") != nil, "../shared/reference is not there"))
struct ReferenceFileTests {
  @Test("Every reference checkpoint reads", arguments: SharedFolder.weightFiles(under: "reference"))
  func reads(path: String) throws {
    let checkpoint = try Checkpoint.read(path)
    if !path.hasSuffix("NoiseAmp.pth") { #expect(!checkpoint.tensors.isEmpty, "\(path)") }
    for tensor in checkpoint.tensors {
      #expect(tensor.bytes.count == tensor.byteCount)
      if !path.hasSuffix("expected.safetensors") {
        #expect(tensor.nonFiniteCount == 0, "\(path): \(tensor.name)")
      }
    }
  }

  @Test("Every real checkpoint reads", arguments: SharedFolder.weightFiles(under: "checkpoints"))
  func readsReal(path: String) throws {
    let checkpoint = try Checkpoint.read(path)
    // Parts of a SinGAN pyramid and files of latents hold a few tensors, each a known number.
    let few = [
      "age.pt": 1, "ffhq_pca.pt": 3, "projected_w.npz": 1, "NoiseAmp.pth": 7, "Zs.pth": 8,
      "reals.pth": 9,
    ]
    if let count = few[URL(fileURLWithPath: path).lastPathComponent] {
      #expect(checkpoint.tensors.count == count)
    } else {
      #expect(checkpoint.tensors.count > 10)
    }
  }

  @Test("StyleGAN2's pickle holds the same generator as the state dictionary beside it")
  func persistentObjects() throws {
    let folder = try #require(SharedFolder.item("reference/stylegan2/a_uncond64"))
    let pickle = try Checkpoint.read(folder.appending(path: "network-snapshot-000010.pkl").path())
    let state = try Checkpoint.read(folder.appending(path: "G_ema.pth").path())
    let generator = pickle.tensors(under: "G_ema")
    #expect(Set(generator.map(\.name)) == Set(state.tensors.map(\.name)))
    for tensor in generator {
      #expect(tensor.shape == state[tensor.name]?.shape)
      #expect(tensor.bytes == state[tensor.name]?.bytes, "\(tensor.name)")
    }
    guard case .object(let object) = try #require(pickle.value["G_ema"]) else {
      Issue.record("no object")
      return
    }
    #expect(object.name == "Generator")
    #expect(object.state["img_resolution"]?.int == 64)
  }

  @Test("SinGAN's modules read from both serializations") func modules() throws {
    let folder = try #require(SharedFolder.item("reference/singan"))
    let whole = try Checkpoint.read(folder.appending(path: "a_four_scales/Gs.pth").path())
    let scale = try Checkpoint.read(folder.appending(path: "a_four_scales/2/netG.pth").path())
    let legacy = try Checkpoint.read(folder.appending(path: "b_four_scales_legacy/Gs.pth").path())
    #expect(whole.tensors.map(\.name) == legacy.tensors.map(\.name))
    let part = whole.tensors(under: "2")
    #expect(part.map(\.name) == scale.tensors.map(\.name))
    #expect(part.map(\.bytes) == scale.tensors.map(\.bytes))
    #expect(whole.value.elements?.count == 4)
  }

  struct BadFile: Decodable, CustomTestStringConvertible {
    let file: String
    let wrong: String
    let expected: String
    var testDescription: String { "\(file): \(wrong)" }
  }

  static func badFiles() -> [BadFile] {
    guard let index = SharedFolder.item("reference/bad/index.json"),
      let data = try? Data(contentsOf: index)
    else { return [] }
    return (try? JSONDecoder().decode([BadFile].self, from: data)) ?? []
  }

  @Test("Damaged and hostile files are refused", arguments: badFiles())
  func refused(bad: BadFile) throws {
    let path = try #require(SharedFolder.item("reference/bad/\(bad.file)")).path()
    let error = readingError(path)
    if bad.expected == "reject" {
      let error = try #require(error, "\(bad.file) was accepted: \(bad.wrong)")
      #expect(error.description.contains(bad.file))
    } else {
      #expect(error == nil)
      let found = try Checkpoint.read(path).tensors.reduce(0) { $0 + $1.nonFiniteCount }
      #expect((found > 0) == bad.expected.contains("non-finite"))
    }
    #expect(!FileManager.default.fileExists(atPath: "/tmp/PWNED-ganvas"))
  }
}
