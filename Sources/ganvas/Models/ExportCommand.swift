import ArgumentParser
import Checkpoints
import Foundation
import Generators
import Tensors

/// `ganvas models export`: a package's weights under the reference's names.
struct ExportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export",
    abstract: "Write a model's weights as .safetensors with the names of its reference program.",
    discussion: """
      The file has the names a .pth of the family's reference program has (weight_orig, weight_u \
      and weight_v included) and its options as metadata, so that importing it again asks nothing.

      Example:
        ganvas models export landscape -o latest_net_G.safetensors \
      --encoder-output latest_net_E.safetensors

      Exit codes: 0 written, 1 not, 2 wrong usage.
      """)

  @Argument(help: "Name of a model, or the path of a package.")
  var model: String

  @Option(
    name: .shortAndLong,
    help: "File for the generator (.safetensors), or the folder of a program that keeps several.")
  var output: String

  @Option(help: "File for the style encoder (.safetensors).")
  var encoderOutput: String?

  func validate() throws {
    if let encoderOutput, !encoderOutput.hasSuffix(".safetensors") {
      throw ValidationError("\(encoderOutput) should end in .safetensors")
    }
    if let encoderOutput, encoderOutput == output {
      throw ValidationError("generator and encoder need a file each")
    }
  }

  func run() async throws {
    let places = ProgramPlaces()
    guard case .package(let package) = try places.library.find(model) else {
      throw ModelError.request(
        reason: "\(model) is no model package", advice: "Import it first: ganvas models import")
    }
    guard output.hasSuffix(".safetensors") else {
      try writeFolder(of: package)
      return
    }
    let options = try FamilyTable.builtIn.family(of: package).model.referenceOptions(of: package)
    let weights = try package.weights()
    try Checkpoint.writeSafetensors(
      weights.tensors(under: "generator"),
      metadata: options.isEmpty ? [:] : [ImportSource.optionsKey: options], to: output)
    print("Wrote \(output)")
    let encoder = weights.tensors(under: "encoder")
    if let encoderOutput {
      guard !encoder.isEmpty else {
        throw ModelError.request(
          reason: "\(package.name) has no style encoder", advice: "Leave out --encoder-output.")
      }
      try Checkpoint.writeSafetensors(encoder, metadata: [:], to: encoderOutput)
      print("Wrote \(encoderOutput)")
    } else if !encoder.isEmpty {
      print("Its style encoder was not written: say where with --encoder-output")
    }
  }

  /// The folder of a reference program that keeps a model in several files.
  private func writeFolder(of package: ModelPackage) throws {
    try Engine.load()
    let folder = URL(fileURLWithPath: output)
    guard encoderOutput == nil, folder.pathExtension.isEmpty else {
      throw ValidationError("\(output) should end in .safetensors")
    }
    let model = try FamilyTable.builtIn.family(of: package).model
    let files = try model.writeReferenceFolder(of: package, to: folder)
    guard !files.isEmpty else {
      throw ValidationError("\(output) should end in .safetensors: the model is one file")
    }
    for file in files { print("Wrote \(file.path)") }
  }
}
