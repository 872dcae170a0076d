import Foundation
import Generators
import Synthesis

/// A model that is kept.
struct LoadedModel {
  let location: ModelLibrary.Location
  let stamp: FileStamp
  let token: ModelToken
  var generator: any Generator

  /// What it is, with what requests call it by.
  var description: ModelDescription {
    var description = generator.description
    if case .package(let package) = location {
      description.capabilities = package.manifest.completed(description.capabilities)
    }
    description.token = token
    return description
  }
}

/// When a model's files last changed: a model that was trained on is loaded again.
struct FileStamp: Equatable {
  private let dates: [Date?]
  private let sizes: [Int?]

  init(of location: ModelLibrary.Location) {
    let files: [URL] =
      switch location {
      case .package(let package): [package.folder, package.weightsFile]
      case .other(let place): [place]
      }
    let attributes = files.map { try? FileManager.default.attributesOfItem(atPath: $0.path) }
    dates = attributes.map { $0?[.modificationDate] as? Date }
    sizes = attributes.map { $0?[.size] as? Int }
  }

  /// Sizes and dates as one word.
  var words: String {
    zip(sizes, dates).map { "\($0 ?? 0)@\($1?.timeIntervalSince1970 ?? 0)" }.joined(separator: " ")
  }
}
