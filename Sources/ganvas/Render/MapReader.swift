import Foundation
import Imaging
import Synthesis

/// Reads label maps and instance maps as a command line says they are painted.
struct MapReader {
  /// The set named on the command line.
  var paintedSet: LabelSet?
  /// Whether a person named instance maps.
  var wantsInstances = false
  /// Whether it says which instance map was found beside a map.
  var namesNeighbours = true
  /// Whether ids count from 1.
  var isOneBased = false
  /// Label that ids without one become.
  var unknown: String?
  /// Whether a colour that no label has becomes the nearest label's.
  var nearest = false

  /// Reads label map and instance map of a job and notes what was found in them.
  /// - Parameter modelSet: Stands in where neither a person nor the file names a set.
  /// - Returns: How much larger the numbers of objects are than in the file.
  func read(
    _ labelBytes: [UInt8], _ instanceBytes: [UInt8]?, of job: RenderJob, _ modelSet: LabelSet,
    into conditioning: inout Conditioning, remarks: inout [String]
  ) throws -> UInt32 {
    let (map, set) = try labelMap(labelBytes, of: job, modelSet, &remarks)
    conditioning.labelSet = set
    conditioning.labels = map
    return try readObjects(labelBytes, instanceBytes, of: job, into: &conditioning, &remarks)
  }

  /// Reads an instance map.
  /// - Returns: How much larger the numbers of objects are than in the file.
  private func readObjects(
    _ labelBytes: [UInt8], _ instanceBytes: [UInt8]?, of job: RenderJob,
    into conditioning: inout Conditioning, _ remarks: inout [String]
  ) throws -> UInt32 {
    guard let map = conditioning.labels else { return 0 }
    if let instanceBytes, let file = job.instances {
      let read = try InstanceMapFile.decode(instanceBytes, named: file.path, matching: map)
      remarks += read.diagnoses.map(\.description)
      let isCollapsed = read.diagnoses.contains {
        if case .collapsed = $0 { true } else { false }
      }
      if isCollapsed {
        remarks.append("It is left out: the labels' borders stand in.")
        return 0
      }
      // In foreign files every number is an object or area of its own, 0 too; in requests, and
      // in maps painted here, 0 is none.
      let isOwn = try PNG.labelSetName(in: labelBytes) != nil
      conditioning.instances = isOwn ? read.map : read.map.map { $0 &+ 1 }
      if !wantsInstances, namesNeighbours {
        remarks.append("Its objects are read from \(file.lastPathComponent) beside it.")
      }
      return isOwn ? 0 : 1
    } else if wantsInstances {
      remarks.append("There is no instance map for it; the labels' borders stand in.")
    }
    return 0
  }

  /// The id of a label that was named.
  private static func label(_ text: String, in set: LabelSet) throws -> Int {
    guard let label = set.label(named: text) ?? Int(text).flatMap({ set.label(id: $0) }) else {
      throw SynthesisError(
        what: "\(set.name) has no label “\(text)”", advice: "Name one of its labels by --unknown.")
    }
    return label.id
  }

  /// Reads a map with the set named on the command line, else the one its file names, else the
  /// model's.
  private func labelMap(
    _ bytes: [UInt8], of job: RenderJob, _ modelSet: LabelSet,
    _ remarks: inout [String]
  ) throws -> (LabelMap, LabelSet) {
    func read(_ set: LabelSet) throws -> LabelMapFile {
      try LabelMapFile.decode(
        bytes, named: job.labels?.path ?? "The map", with: set,
        as: isOneBased ? .oneBased : .automatic,
        unknownIDsBecome: try unknown.map { try Self.label($0, in: set) },
        nearestColors: nearest)
    }
    if let paintedSet {
      let file = try read(paintedSet)
      remarks += file.diagnoses.map(\.description)
      return (file.map, paintedSet)
    }
    if let name = try PNG.labelSetName(in: bytes), name != modelSet.name,
      let set = try? ProgramPlaces().labelSet(name)
    {
      let file = try read(set)
      remarks += file.diagnoses.map(\.description)
      return (file.map, set)
    }
    let file = try read(modelSet)
    remarks += file.diagnoses.map(\.description)
    return (file.map, modelSet)
  }
}

extension PNG {
  /// The label set that a map written by this program names.
  fileprivate static func labelSetName(in bytes: [UInt8]) throws -> String? {
    guard ImageFormat.detect(in: bytes) == .png else { return nil }
    return try decode(bytes).text["LabelSet"]
  }
}
