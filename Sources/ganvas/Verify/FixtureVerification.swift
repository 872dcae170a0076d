import Foundation
import Generators
import Tensors
import Training

/// What came of one fixture folder.
struct FixtureVerification: Codable {
  /// The folder as it was given.
  let folder: String
  /// Family of the network; absent when the options could not be read.
  private(set) var family: String?
  /// Why nothing could be compared.
  private(set) var error: String?
  /// One entry per expected tensor, in the order of the file.
  private(set) var tensors: [TensorComparison] = []

  /// Verifies a folder on the calling thread. Never throws: what goes wrong is a failure.
  /// - Parameter device: Where the networks compute.
  init(folder: URL, device: Device = .cpu) {
    self.folder = folder.relativePath
    let fixture: ReferenceFixture
    if !FileManager.default.fileExists(
      atPath: folder.appendingPathComponent(ReferenceFixture.optionsName).path),
      readTables(of: TrainableFamilyTable.builtIn.fixtures, in: folder)
    {
      return
    }
    do {
      fixture = try ReferenceFixture(folder: folder)
    } catch {
      self.error = "\(error)"
      return
    }
    family = fixture.family
    let members = TrainableFamilyTable.builtIn.fixtures(ofFamily: fixture.family)
    guard !members.isEmpty else {
      let known = FamilyTable.builtIn.families.map(\.name).sorted().joined(separator: ", ")
      error = "family \(fixture.family) is not verified yet; verified are: \(known)"
      return
    }
    guard !fixture.expected.tensors.isEmpty else {
      error = "expected.safetensors holds no tensor"
      return
    }
    var outputs: [String: Tensor] = [:]
    var rules: [String: ComparisonRule] = [:]
    var failures: [String] = []
    for member in members {
      do {
        let found = try Engine.guarded {
          try device.hosting { try member.outputs(of: fixture) }
        }
        for (name, tensor) in found where outputs[name] == nil {
          outputs[name] = tensor
          rules[name] = member.rule(for: name, in: fixture)
        }
      } catch {
        failures.append("\(error)")
      }
    }
    tensors = fixture.expected.tensors.map { expected in
      if outputs[expected.name] == nil, let failure = failures.first {
        return TensorComparison(name: expected.name, failure: failure)
      }
      return TensorComparison(
        expected: expected, found: outputs[expected.name],
        by: rules[expected.name] ?? Self.unspecified(expected.name, members, fixture) ?? .standard)
    }
    _ = readTables(of: members, in: folder)
  }

  /// The rule of a tensor that nobody computes because the reference's numbers are noise.
  private static func unspecified(
    _ name: String, _ members: [any FixtureNetwork.Type], _ fixture: ReferenceFixture
  ) -> ComparisonRule? {
    members.lazy.map { $0.rule(for: name, in: fixture) }.first {
      if case .unspecified = $0 { true } else { false }
    }
  }

  /// Compares the tables of a folder.
  /// - Returns: Whether it has any.
  private mutating func readTables(
    of members: [any FixtureNetwork.Type], in folder: URL
  ) -> Bool {
    var found = false
    for member in members {
      do {
        let rows = try member.tables(in: folder)
        tensors += rows
        found = found || !rows.isEmpty
      } catch {
        self.error = "\(error)"
        found = true
      }
    }
    return found
  }

  /// Tensors that agree.
  var passed: Int { tensors.count { $0.passed } }

  /// Tensors that do not; a folder that could not be read counts as one.
  var failed: Int { error == nil ? tensors.count - passed : 1 }

  /// For people: the folder, then a line per tensor.
  var lines: [String] {
    var lines = [family.map { "\(folder) (\($0))" } ?? folder]
    if let error { lines.append("  FAIL  \(error)") }
    let width = min(40, tensors.map(\.name.count).max() ?? 0)
    for tensor in tensors {
      let name = tensor.name.padding(
        toLength: max(width, tensor.name.count), withPad: " ", startingAt: 0)
      let verdict = tensor.passed ? "PASS" : "FAIL"
      var parts = ["  \(verdict)  \(name)"]
      if let difference = tensor.difference {
        parts.append(String(format: "%8.1e", difference))
        parts.append(String(format: "of at most %.1e", tensor.limit ?? .infinity))
      }
      if let remark = tensor.remark { parts.append(remark) }
      if let reason = tensor.reason { parts.append(reason) }
      lines.append(parts.joined(separator: "  "))
    }
    return lines
  }
}

/// What `verify --json` writes.
struct VerificationReport: Codable {
  /// Largest difference that passes, times the scale of the tensor.
  var tolerance = TensorComparison.tolerance
  /// All folders in order.
  let folders: [FixtureVerification]
  /// Tensors that agree.
  let passed: Int
  /// Tensors that do not.
  let failed: Int

  /// Sums up.
  init(_ folders: [FixtureVerification]) {
    self.folders = folders
    passed = folders.reduce(0) { $0 + $1.passed }
    failed = folders.reduce(0) { $0 + $1.failed }
  }
}
