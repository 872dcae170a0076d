import Imaging
import Synthesis
import Tensors

/// The styles of a request as a network takes them: one vector per object or class, and which of
/// them each pixel has. Whatever has no style has zeros, never anything else.
struct ObjectStyleMap: Hashable, Sendable {
  /// One vector per object and per class without objects.
  private(set) var vectors: [[Float]] = []
  /// Which vector each pixel has.
  private(set) var index: [Int64] = []
  /// What was not done as asked, in words.
  private(set) var remarks: [String] = []
  private let size: PixelSize

  /// - Parameters:
  ///   - channels: Classes in the model's own ids, at the picture's size.
  ///   - instances: Objects at the same size; 0 is none.
  ///   - instanceStyles: Style of objects by number.
  ///   - classStyles: Style of what belongs to no object, by the model's class ids.
  ///   - clusters: The model's clusters.
  ///   - sharesByLabel: Whether a style belongs to a whole class (`label_feat`).
  init(
    channels: Raster<UInt16>, instances: InstanceMap?, instanceStyles: [UInt32: InstanceStyle],
    classStyles: [Int: InstanceStyle], clusters: [Int: [StyleCluster]], featureChannels: Int,
    labelSet: LabelSet, sharesByLabel: Bool = false
  ) {
    size = channels.size
    var objects = Objects()
    index.reserveCapacity(channels.elements.count)
    for (place, label) in channels.elements.enumerated() {
      let instance = sharesByLabel ? 0 : instances?.elements[place] ?? 0
      index.append(Int64(objects.number(of: instance, label: label)))
    }
    var problems = Problems()
    for (key, labels) in zip(objects.keys, objects.labels) {
      let (label, isMixed) = Self.majority(labels)
      let style: InstanceStyle
      if key.isClass {
        style = classStyles[Int(key.number)] ?? .neutral
      } else {
        style = instanceStyles[key.number] ?? .neutral
        if isMixed, !style.isNeutral {
          problems.mixed.append("object \(key.number) (\(labelSet.name(of: label)))")
        }
      }
      vectors.append(
        Self.vector(
          style, of: label, clusters: clusters[label] ?? [], featureChannels: featureChannels,
          labelSet: labelSet, &problems))
    }
    remarks = problems.words(featureChannels: featureChannels)
  }

  /// `[1, channels, H, W]` in the order of the pixels, channels innermost.
  func tensor(type: Tensors.ElementType) -> Tensor {
    let width = vectors.first?.count ?? 0
    let values = Tensor(vectors.flatMap { $0 }, shape: [vectors.count, width])
    return values.converted(to: type)
      .gathered(axis: 0, Tensor(index, shape: [index.count]))
      .reshaped([1, size.height, size.width, width]).permuted([0, 3, 1, 2])
  }

  /// The cluster's centre (or zeros), plus the offset.
  private static func vector(
    _ style: InstanceStyle, of label: Int, clusters: [StyleCluster], featureChannels: Int,
    labelSet: LabelSet, _ problems: inout Problems
  ) -> [Float] {
    var vector = [Float](repeating: 0, count: featureChannels)
    if let number = style.cluster {
      if clusters.indices.contains(number) {
        vector = clusters[number].center
      } else {
        problems.missing.insert(
          clusters.isEmpty
            ? "\(labelSet.name(of: label)) has none"
            : "\(labelSet.name(of: label)) has \(clusters.count), number \(number + 1) was asked")
      }
    }
    guard !style.offset.isEmpty else { return vector }
    guard style.offset.count <= featureChannels, style.offset.allSatisfy(\.isFinite) else {
      problems.wrongLength.insert(style.offset.count)
      return vector
    }
    return vector.indices.map { vector[$0] + style.offset($0) }
  }

  /// The label most of the pixels have; the smallest of equals.
  private static func majority(_ labels: [UInt16: Int]) -> (label: Int, isMixed: Bool) {
    let sorted = labels.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
    return (Int(sorted.first?.key ?? 0), sorted.count > 1)
  }

  /// Numbers objects in the order of their first pixels.
  private struct Objects {
    struct Key: Hashable {
      let number: UInt32
      let isClass: Bool
    }

    private(set) var keys: [Key] = []
    private(set) var labels: [[UInt16: Int]] = []
    private var numbers: [Key: Int] = [:]
    private var last: (key: Key, label: UInt16, number: Int)?

    mutating func number(of instance: UInt32, label: UInt16) -> Int {
      let key = Key(number: instance == 0 ? UInt32(label) : instance, isClass: instance == 0)
      let number: Int
      if let last, last.key == key {
        number = last.number
      } else if let known = numbers[key] {
        number = known
      } else {
        number = keys.count
        numbers[key] = number
        keys.append(key)
        labels.append([:])
      }
      labels[number][label, default: 0] += 1
      last = (key, label, number)
      return number
    }
  }

  /// What did not fit, collected over all objects.
  private struct Problems {
    var mixed: [String] = []
    var missing: Set<String> = []
    var wrongLength: Set<Int> = []

    func words(featureChannels: Int) -> [String] {
      var words: [String] = []
      if let first = mixed.first {
        words.append(
          "\(mixed.count == 1 ? "An object spans" : "\(mixed.count) objects span") two labels, "
            + "for instance \(first): each has the style of the label most of it has.")
      }
      if !missing.isEmpty {
        words.append(
          "Style clusters that are not there (\(missing.sorted().joined(separator: "; "))): "
            + "the style is zeros.")
      }
      if !wrongLength.isEmpty {
        let counts = wrongLength.sorted().map(String.init).joined(separator: ", ")
        words.append(
          "Styles of \(counts) numbers do not fit this model, whose styles have "
            + "\(featureChannels): only their clusters count.")
      }
      return words
    }
  }
}
