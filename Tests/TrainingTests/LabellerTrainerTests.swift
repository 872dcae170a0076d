import Generators
import Imaging
import Layers
import Segmentation
import Tensors
import TestSupport
import Testing

@testable import Training

@Suite("Training a labeller", .serialized) struct LabellerTrainerTests {
  init() { #expect(EngineFixture.isReady) }

  private let set = LabelSet(
    name: "two", source: "tests",
    labels: ["dark", "light", "rare"].enumerated().map {
      LabelSet.Label(id: $0.offset, name: $0.element, color: RGB(UInt8(100 * $0.offset), 0, 0))
    })

  /// Dark and light halves at changing places; a corner that nobody knows.
  private struct Halves: TrainingSource {
    let count = 16
    let summary = "halves for tests"

    func example(at index: Int) throws(TrainingError) -> TrainingExample {
      var image = RGBImage(width: 32, height: 32, filledWith: RGB(40, 50, 60))
      var labels = LabelMap(width: 32, height: 32, filledWith: 0)
      for y in 0..<32 {
        for x in (8 + index)..<32 {
          image[x, y] = RGB(200, 210, 190)
          labels[x, y] = 1
        }
      }
      for y in 0..<6 { for x in 0..<6 { labels[x, y] = TrainingExample.unknownLabel } }
      return TrainingExample(
        image: image, labels: labels,
        instances: InstanceMap(width: 32, height: 32, filledWith: 0))
    }
  }

  private var configuration: LabellerTrainingConfiguration {
    var configuration = LabellerTrainingConfiguration(
      network: SegmentationConfiguration(classes: 3, widths: [4, 8]), labelSet: set, size: 32,
      pictures: 480)
    configuration.batchSize = 4
    configuration.rate = 1e-2
    return configuration
  }

  private func trained(steps: Int) throws -> (LabellerTrainer, [Double]) {
    let trainer = try LabellerTrainer(configuration)
    let loader = BatchLoader(Halves(), batchSize: 4, seed: 5, flips: true, firstStep: 0)
    defer { loader.stop() }
    var accuracies: [Double] = []
    for _ in 0..<steps { accuracies.append(try trainer.train(on: loader.next())[.accuracy] ?? 0) }
    return (trainer, accuracies)
  }

  @Test("Light and dark are told apart after a hundred steps, in the picture it never saw")
  func learns() throws {
    let (trainer, accuracies) = try trained(steps: 110)
    #expect(accuracies.suffix(10).reduce(0, +) / 10 > 0.9, "\(accuracies.suffix(10))")
    let labeller = Labeller(network: trainer.average.network, labelSet: set)
    let example = try Halves().example(at: 3)
    let told = labeller.labels(of: example.image, refining: false)
    let right = zip(told.elements, example.labels.elements).count { $0 == $1 || $1 > 2 }
    #expect(right > 900, "\(right) of 1024")
    #expect(trainer.sheet(of: [example]).width > 96)
  }

  @Test("Steps replay equal, and a run goes on as if it had not been left") func replays() throws {
    let first = try trained(steps: 6).0.savedTensors.map { $0.tensor.floats() }
    #expect(try trained(steps: 6).0.savedTensors.map { $0.tensor.floats() } == first)
    let (left, _) = try trained(steps: 3)
    let resumed = try LabellerTrainer(configuration)
    for (from, to) in zip(left.savedTensors, resumed.savedTensors) {
      withoutGradients { to.tensor.detached().assign(from.tensor.detached().copy()) }
    }
    resumed.resume(atStep: 3)
    let loader = BatchLoader(Halves(), batchSize: 4, seed: 5, flips: true, firstStep: 3)
    defer { loader.stop() }
    for _ in 3..<6 { try resumed.train(on: loader.next()) }
    #expect(resumed.savedTensors.map { $0.tensor.floats() } == first)
  }

  @Test("The loss is the weighted cross entropy written out; what nobody knows counts nothing")
  func loss() throws {
    let labels: [UInt8] = [0, 0, 1, 3, 0, 0, 1, 3, 0, 0, 0, 0, 0, 0, 0, 3]
    let map = Tensor(labels, shape: [1, 1, 4, 4])
    let scores = RandomGenerator(seed: 8).normal([1, 3, 4, 4])
    let loss = LabelLoss(map, classes: 3)
    let logs = scores.logSoftmax(axis: 1).floats()
    let counts = [11.0, 2, 0]
    var (sum, weights) = (0.0, 0.0)
    for (place, label) in labels.enumerated() where label < 3 {
      let weight = min(3, (11 / max(1, counts[Int(label)])).squareRoot())
      sum -= weight * Double(logs[Int(label) * 16 + place])
      weights += weight
    }
    #expect(abs(loss(scores).item - sum / weights) < 1e-5)
    var right = [Float](repeating: 0, count: 48)
    for (place, label) in labels.enumerated() { right[Int(min(label, 2)) * 16 + place] = 5 }
    #expect(loss.accuracy(of: Tensor(right, shape: [1, 3, 4, 4])) == 1)
  }

  @Test("Changes are those of the step, keep sizes of the network, and leave maps as they are")
  func changes() {
    var sides: Set<Int> = []
    for step in 0..<20 {
      let change = PictureChange(configuration, step: step)
      let pictures = RandomGenerator(seed: 1).normal([2, 3, 32, 32]).clamped(from: -1, to: 1)
      let changed = change.applied(to: pictures)
      let again = PictureChange(configuration, step: step).applied(to: pictures)
      #expect(changed.floats() == again.floats())
      #expect(changed.shape[2].isMultiple(of: configuration.network.step))
      let values = changed.floats()
      #expect(values.allSatisfy { (-1...1).contains($0) })
      let labels = Tensor((0..<2048).map { UInt8($0 % 3) }, shape: [2, 1, 32, 32])
      let resized = change.resized(labels: labels)
      #expect(resized.shape == [2, 1, changed.shape[2], changed.shape[2]])
      #expect(Set(resized.bytes()).isSubset(of: [0, 1, 2]))
      sides.insert(changed.shape[2])
    }
    #expect(sides == [24, 32, 40])
  }
}
