import Foundation
import TestSupport
import Testing

@testable import Checkpoints

/// Names that trainings and notebooks write, and files that are something else than they are called.
@Suite("Names and files of everyday") struct HarmlessNameTests {
  /// An instance of a class with a state of one tensor.
  private func instance(_ module: String, _ name: String) -> [UInt8] {
    var pickle = PickleBuilder()
    pickle.global(module, name)
    pickle.op(")")
    pickle.op(0x81)
    pickle.op("}")
    pickle.text("weight")
    pickle.tensor(key: "0", shape: [2], legacy: false)
    pickle.op("s")
    pickle.op("b")
    return torchZip(pickle.finished(), storages: [("0", [1, 2])])
  }

  @Test(
    "A class that only carries state is named, its tensors are read",
    arguments: [
      ("__main__", "GeneratorConcatSkip"), ("torch.nn.parallel.data_parallel", "DataParallel"),
      ("models.networks", "Generator"),
    ])
  func stranger(module: String, name: String) throws {
    let checkpoint = try Checkpoint.read(bytes: instance(module, name), name: "x.pth")
    #expect(checkpoint.tensors.map(\.name) == ["weight"])
    #expect(CheckpointSummary(checkpoint).lines.contains { $0.contains("a \(name)") })
  }

  @Test(
    "A class that acts is refused, created or called",
    arguments: [
      ("subprocess", "Popen"), ("os", "DirEntry"), ("ctypes", "CDLL"), ("threading", "Thread"),
      ("multiprocessing.pool", "Pool"), ("urllib.request", "Request"),
    ])
  func acting(module: String, name: String) {
    #expect(readingError(bytes: instance(module, name)) == .forbiddenName("\(module).\(name)"))
  }

  @Test("Calling a class nobody knows is refused") func calledStranger() {
    var pickle = PickleBuilder()
    pickle.global("__main__", "Generator")
    pickle.op(")")
    pickle.op("R")
    #expect(
      readingError(bytes: torchZip(pickle.finished(), storages: []))
        == .forbiddenName("__main__.Generator()"))
  }

  @Test("Options and paths are data") func options() throws {
    var pickle = PickleBuilder()
    pickle.op("}")
    pickle.text("args")
    pickle.global("argparse", "Namespace")
    pickle.op(")")
    pickle.op(0x81)
    pickle.op("}")
    pickle.text("ngf")
    pickle.int(64)
    pickle.op("s")
    pickle.op("b")
    pickle.op("s")
    pickle.text("folder")
    pickle.global("pathlib", "PosixPath")
    pickle.tuple { pickle in
      pickle.text("/")
      pickle.text("data")
      pickle.text("coco")
    }
    pickle.op("R")
    pickle.op("s")
    pickle.text("scores")
    pickle.global("collections", "defaultdict")
    pickle.tuple { $0.global("builtins", "list") }
    pickle.op("R")
    pickle.text("fid")
    pickle.int(7)
    pickle.op("s")
    pickle.op("s")
    let checkpoint = try Checkpoint.read(
      bytes: torchZip(pickle.finished(), storages: []), name: "x.pth")
    #expect(checkpoint.value["args"]?["ngf"]?.int == 64)
    #expect(checkpoint.value["folder"]?.string == "/data/coco")
    #expect(checkpoint.value["scores"]?["fid"]?.int == 7)
  }

  @Test("A pickle of TensorFlow's StyleGAN that holds more than networks gets the way out")
  func tensorFlow() {
    var pickle = PickleBuilder()
    pickle.global("dnnlib.tflib.optimizer", "build")
    pickle.op(")")
    pickle.op(0x81)
    let error = error(of: pickle.finished(), named: "network.pkl")
    #expect(error?.reason == .tensorFlow("dnnlib.tflib.optimizer.build"))
    #expect(error?.description.contains("legacy.py") == true)
  }

  @Test(
    "What is no weight file is recognised under any name",
    arguments: ["x.pth", "x.pkl", "x.safetensors", "x.npy", "x"])
  func otherFiles(name: String) throws {
    let tar = [UInt8](repeating: 0x2e, count: 257) + Array("ustar\u{0}00".utf8)
    let files: [(bytes: [UInt8], words: String)] = [
      (Array("<!DOCTYPE html><html></html>".utf8), "web page"),
      (Array("\n  <html><head>".utf8), "web page"),
      (Array("version https://git-lfs.github.com/spec/v1\noid sha256:1".utf8), "git lfs pull"),
      ([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3], "gunzip"), (tar, "tar -xf"),
      ([0xfd] + Array("7zXZ".utf8) + [0, 0], "compressed"), ([0xff, 0xd8, 0xff, 0xe0], "picture"),
    ]
    for file in files {
      let description = error(of: file.bytes, named: name)?.description ?? ""
      #expect(description.contains(file.words), "\(description)")
    }
  }

  @Test("A zip around a weight file names it") func nested() {
    var zip = ZipBuilder()
    zip.entries = [ZipBuilder.Entry(name: "latest_net_G.pth", data: [1, 2, 3])]
    let description = error(of: zip.finished(), named: "a.pth")?.description ?? ""
    #expect(description.contains("latest_net_G.pth inside") && description.contains("Unpack"))
  }

  @Test(
    "The cases that people met",
    .enabled(
      if: SharedFolder.item("cases/harmless-names-called-hostile") != nil,
      "../shared/cases is not there"))
  func cases() throws {
    let folder = try #require(SharedFolder.item("cases/harmless-names-called-hostile"))
    for (name, tensor) in [
      ("Gs_from_notebook.pth", "weight"), ("dp_module.pth", "module"), ("rosinality_train.pt", "g"),
    ] {
      let checkpoint = try Checkpoint.read(folder.appendingPathComponent(name).path)
      #expect(checkpoint.tensors.contains { $0.name.contains(tensor) }, "\(name)")
    }
  }

  private func error(of bytes: [UInt8], named name: String) -> CheckpointError? {
    do throws(CheckpointError) {
      _ = try Checkpoint.read(bytes: bytes, name: name)
      return nil
    } catch {
      return error
    }
  }
}
