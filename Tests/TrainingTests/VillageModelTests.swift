import Foundation
import Generators
import Imaging
import Scenes
import Synthesis
import Tensors
import TestSupport
import Testing

/// The shipped `village` model keeps what its styles promise: an object's style changes that object.
@Suite(.serialized) struct VillageModelTests {
  init() { #expect(EngineFixture.isReady) }

  private static let assets = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appendingPathComponent("Assets")
  private static let isThere = FileManager.default.fileExists(
    atPath: assets.appendingPathComponent("Models/village.ganvas/model.json").path)

  @Test("Each style of a tree changes the tree, and hardly anything else", .enabled(if: isThere))
  func locality() throws {
    let models = Self.assets.appendingPathComponent("Models")
    let package = try ModelPackage.read(models.appendingPathComponent("village.ganvas"))
    let library = ModelLibrary(
      folders: [models], labelSets: Self.assets.appendingPathComponent("Labels"))
    let model = try FamilyTable.builtIn.load(package, from: library)
    let capabilities = model.description.capabilities
    let label = SceneLabel.tree.rawValue
    let styles = try #require(capabilities.styleClusters[Int(label)])
    #expect(styles.count >= 2)
    var recipe = SceneRecipe(seed: 1_000_009)
    recipe.biome = .village
    recipe.style = SceneStyle()
    let scene = recipe.render()
    let object = try #require(largest(of: label, in: scene))
    let pictures = try styles.indices.map { cluster in
      try model.synthesize(
        RenderRequest(
          stamp: 0,
          conditioning: Conditioning(
            labelSet: capabilities.labels?.labelSet, labels: scene.labels,
            instances: scene.instances,
            instanceStyles: [object: InstanceStyle(cluster: cluster)])), checkpoint: {})
    }
    var inside = Difference()
    var outside = Difference()
    for (index, first) in pictures.enumerated() {
      for second in pictures[(index + 1)...] {
        for (place, instance) in scene.instances.elements.enumerated() {
          let isObject = instance == object && scene.labels.elements[place] == label
          if isObject {
            inside.add(first.elements[place], second.elements[place])
          } else {
            outside.add(first.elements[place], second.elements[place])
          }
        }
      }
    }
    print("*** village: mean change inside \(inside.mean), outside \(outside.mean) of 255")
    #expect(inside.mean >= 5 * outside.mean, "\(inside.mean) inside, \(outside.mean) outside")
    #expect(inside.mean > 4)
  }

  @Test("The package stays small and says where it comes from", .enabled(if: isThere))
  func package() throws {
    let folder = Self.assets.appendingPathComponent("Models/village.ganvas")
    let package = try ModelPackage.read(folder)
    #expect(package.manifest.family == "pix2pixhd")
    #expect(package.manifest.training?.steps ?? 0 > 0 && package.manifest.licence != nil)
    let bytes = try FileManager.default.contentsOfDirectory(atPath: folder.path).reduce(0) {
      let file = folder.appendingPathComponent($1).path
      let size = try FileManager.default.attributesOfItem(atPath: file)[.size] as? Int
      return $0 + (size ?? 0)
    }
    #expect(bytes < 12_000_000)
  }

  private func largest(of label: UInt16, in scene: Scene) -> UInt32? {
    var sizes: [UInt32: Int] = [:]
    for (instance, found) in zip(scene.instances.elements, scene.labels.elements)
    where instance > 0 && found == label { sizes[instance, default: 0] += 1 }
    return sizes.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
  }

  /// Mean absolute difference of channels, 0…255.
  private struct Difference {
    private var sum = 0.0
    private var count = 0.0
    var mean: Double { sum / max(1, count) }

    mutating func add(_ first: RGB, _ second: RGB) {
      sum += Double(abs(Int(first.red) - Int(second.red)))
      sum += Double(abs(Int(first.green) - Int(second.green)))
      sum += Double(abs(Int(first.blue) - Int(second.blue)))
      count += 3
    }
  }
}
