public import Imaging
public import Segmentation
import Tensors

/// How well pictures show what their maps say, as a labeller sees it.
public struct LabelAgreement: Codable, Sendable {
  /// Pictures that were compared.
  public var pictures: Int
  /// Share of the known pixels whose label is right, 0…1.
  public var accuracy: Double
  /// Mean over the labels of intersection over union, 0…1.
  public var meanIoU: Double
  /// Intersection over union by label id, of labels that fill at least a thousandth of the maps.
  public var labels: [Int: Double]

  /// Counts of pixels by what the map says and what is seen.
  private struct Confusion {
    var right: [Int: Int] = [:]
    var said: [Int: Int] = [:]
    var seen: [Int: Int] = [:]
    var known = 0
  }

  /// Compares maps with what a labeller sees.
  /// - Parameters:
  ///   - maps: What pictures should show, in ids of the labeller's set; `unknownLabel` counts nothing.
  ///   - seen: What the labeller says of the pictures; of the same sizes.
  public init(maps: [LabelMap], seen: [LabelMap]) {
    var confusion = Confusion()
    for (map, other) in zip(maps, seen) {
      for (label, told) in zip(map.elements, other.elements)
      where label != TrainingExample.unknownLabel {
        confusion.known += 1
        confusion.said[Int(label), default: 0] += 1
        confusion.seen[Int(told), default: 0] += 1
        if label == told { confusion.right[Int(label), default: 0] += 1 }
      }
    }
    let all = Double(max(1, confusion.known))
    pictures = maps.count
    accuracy = Double(confusion.right.values.reduce(0, +)) / all
    var labels: [Int: Double] = [:]
    for (label, count) in confusion.said where Double(count) >= all / 1000 {
      let right = confusion.right[label] ?? 0
      labels[label] = Double(right) / Double(count + (confusion.seen[label] ?? 0) - right)
    }
    self.labels = labels
    meanIoU = labels.values.reduce(0, +) / Double(max(1, labels.count))
  }

  /// Labels pictures and compares with their maps.
  public init(of pictures: [RGBImage], maps: [LabelMap], by labeller: Labeller) {
    self.init(maps: maps, seen: pictures.map { labeller.labels(of: $0, refining: false) })
  }
}
