import Foundation

extension SweepPlan {
  private struct Stored: Codable {
    var schema = 1
    var axes: [Axis]
  }

  /// The axes as they are kept beside the pictures.
  public func stored() throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(Stored(axes: axes))) + [10]
  }

  /// Reads axes that are kept beside pictures.
  /// - Throws: `SweepError` for a file that is none, or names that lead elsewhere.
  public init(stored bytes: [UInt8]) throws(SweepError) {
    guard let stored = try? JSONDecoder().decode(Stored.self, from: Data(bytes)),
      stored.schema == 1, !stored.axes.isEmpty, stored.axes.count <= 64
    else { throw SweepError("the kept plan is damaged: run the sweep again") }
    func isPlain(_ name: String) -> Bool {
      !name.isEmpty && name.utf8.count <= 100
        && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || ".-+=".contains($0)) }
    }
    for axis in stored.axes {
      guard isPlain(axis.option), !axis.values.isEmpty, axis.values.allSatisfy({ isPlain($0.name) })
      else { throw SweepError("the kept plan names what no picture can be called") }
    }
    options = []
    axes = stored.axes
    _ = try checkedCount()
  }
}
