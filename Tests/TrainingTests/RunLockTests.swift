import Foundation
import Generators
import Imaging
import Segmentation
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("One training per folder", .serialized) struct RunLockTests {
  init() { #expect(EngineFixture.isReady) }

  private struct Plain: TrainingSource {
    let count = 4
    let summary = "plain pictures for tests"

    func example(at index: Int) throws(TrainingError) -> TrainingExample {
      TrainingExample(
        image: RGBImage(width: 16, height: 16, filledWith: RGB(UInt8(40 * index), 90, 90)),
        labels: LabelMap(width: 16, height: 16, filledWith: UInt16(index % 2)),
        instances: InstanceMap(width: 16, height: 16, filledWith: 0))
    }
  }

  private func train(in folder: URL) throws {
    let environment = TrainingEnvironment(
      device: .cpu, threads: 2, labelSet: { _ in LabelSet.numbered(2) }, isInterrupted: { false },
      show: { _ in })
    var loop = RunLoop(environment: environment, pictures: 8, folder: folder)
    loop.loaders = 1
    try loop.train(LabellerTrainer.self, source: Plain(), held: Plain()) {
      var configuration = LabellerTrainingConfiguration(
        network: SegmentationConfiguration(classes: 2, widths: [2, 2]),
        labelSet: LabelSet.numbered(2), size: 16, pictures: 8)
      configuration.batchSize = 4
      return configuration
    }
  }

  @Test("A folder in which somebody trains is refused by name, and nothing is written into it")
  func held() throws {
    let folder = try TemporaryFolder()
    let lock = try FolderLock(Directory(folder.url), identity: .current())
    let failure = #expect(throws: TrainingError.self) { try train(in: folder.url) }
    let identity = ProcessIdentity.current()
    #expect(failure?.description.contains("\(identity.pid)") == true)
    #expect(failure?.description.contains(identity.host) == true)
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.url.path)
    #expect(names == [FolderLock.fileName])
    lock.release()
    try train(in: folder.url)
    #expect(try RunFolder.family(of: folder.url) == LabellerTrainer.family)
    // What is left after the end is free for the next.
    try train(in: folder.url)
    #expect(TrainedLabeller.isRun(folder.url))
    let trained = try TrainedLabeller(run: folder.url)
    #expect(trained.steps == 2)
    let file = folder.url.appendingPathComponent("a.safetensors")
    try trained.write(to: file, licence: "CC0-1.0")
    let read = try Labeller.read(file)
    #expect(read.description.training.contains("plain pictures"))
    #expect(read.labeller.labelSet == LabelSet.numbered(2))
  }
}
