public import Checkpoints
public import Tensors

/// Why a model cannot be found, read, loaded or run; the description says what, where and what
/// to do about it.
public enum ModelError: Error, Equatable, Sendable {
  /// No package of that name in the folders that were searched; `available` are there.
  case notFound(name: String, folders: [String], available: [String])
  /// The file system refused.
  case unreadable(file: String, reason: String)
  /// The file system refused to take a package; what was there before is still there.
  case unwritable(file: String, reason: String)
  /// `model.json` is not what it should be; the reason names the place.
  case malformedManifest(file: String, reason: String)
  /// An `opt.txt` or `options.json` is not what it should be.
  case malformedOptions(file: String, reason: String)
  /// `model.json` was written by a newer program.
  case unknownSchema(file: String, found: Int, known: Int)
  /// No generator of that family is built in.
  case unknownFamily(file: String, found: String, known: [String])
  /// The weight file itself cannot be read.
  case checkpoint(CheckpointError)
  /// The weights do not fit the network; every problem there is. Nothing was loaded.
  case weights(file: String, problems: [WeightProblem])
  /// The configuration asks for more than the machine or the file can give.
  case tooLarge(file: String, reason: String)
  /// The request lacks something this model needs, or asks for something it has not.
  case request(reason: String, advice: String)
  /// The network made NaN or infinity; `place` is the first block that did.
  case nonFinite(place: String, count: Int)
  /// The tensor engine failed.
  case engine(TensorError)
}

/// One way in which stored weights do not fit a network.
public enum WeightProblem: Hashable, Sendable {
  /// The file holds no tensor of this name.
  case missing(name: String, expected: [Int])
  /// The tensor has another shape.
  case misshapen(name: String, found: [Int], expected: [Int])
  /// The network has no place for this tensor.
  case unused(name: String, shape: [Int])
  /// The tensor holds NaN or infinity.
  case nonFinite(name: String, count: Int)
  /// The tensor holds integers or truth values where weights belong.
  case notReal(name: String, type: String)
}

extension WeightProblem: CustomStringConvertible {
  /// One line about one tensor.
  public var description: String {
    switch self {
    case .missing(let name, let expected): "\(name) is missing (expected \(expected))"
    case .misshapen(let name, let found, let expected):
      "\(printable(name)) has shape \(found), expected \(expected)"
    case .unused(let name, let shape):
      "\(printable(name)) \(shape) has no place in the network"
    case .nonFinite(let name, let count):
      "\(name) holds \(count) number\(count == 1 ? "" : "s") that are NaN or infinite"
    case .notReal(let name, let type): "\(name) holds \(type), not real numbers"
    }
  }
}

extension ModelError: CustomStringConvertible {
  /// All of it; every wrong tensor on a line of its own.
  public var description: String {
    var text = what
    if case .weights(_, let problems) = self {
      text += ":\n" + problems.map { "  \($0)" }.joined(separator: "\n") + "\n"
    } else {
      if !location.isEmpty { text += " (\(location))" }
      if !advice.isEmpty { text += ". " }
    }
    return text + advice
  }

  /// What went wrong, in words.
  public var what: String {
    switch self {
    case .notFound(let name, _, let available):
      "there is no model “\(name)”; there are: "
        + (available.isEmpty ? "none" : available.joined(separator: ", "))
    case .unreadable(let file, let reason): "\(file) cannot be read: \(reason)"
    case .unwritable(let file, let reason): "\(file) was not saved: \(reason)"
    case .malformedManifest(let file, let reason): "\(file) does not describe a model: \(reason)"
    case .malformedOptions(let file, let reason): "\(file) does not hold options: \(reason)"
    case .unknownSchema(let file, let found, let known):
      "\(file) has schema \(found), this program reads up to \(known)"
    case .unknownFamily(let file, let found, let known):
      "\(file) is of the family “\(printable(found))”; built in are \(known.joined(separator: ", "))"
    case .checkpoint(let error): error.description
    case .weights(let file, let problems):
      "\(file) does not fit the network, nothing was loaded: \(Self.summary(of: problems))"
    case .tooLarge(let file, let reason): "\(file) is too large: \(reason)"
    case .request(let reason, _): reason
    case .nonFinite(let place, let count):
      "the network made \(count) numbers that are NaN or infinite, first in \(place)"
    case .engine(let error): error.description
    }
  }

  /// Where it went wrong beyond what `what` says; may be empty.
  public var location: String {
    switch self {
    case .notFound(_, let folders, _):
      folders.isEmpty ? "" : "looked in " + folders.joined(separator: ", ")
    case .weights(_, let problems):
      problems.map(\.description).joined(separator: "\n")
    case .unreadable, .unwritable, .malformedManifest, .unknownSchema, .unknownFamily,
      .checkpoint, .tooLarge, .request, .nonFinite, .engine, .malformedOptions:
      ""
    }
  }

  /// What to do about it; may be empty.
  public var advice: String {
    switch self {
    case .notFound: "Name one of these, or the path of a package or checkpoint folder."
    case .unreadable, .unwritable: "Check the path, permissions and free space."
    case .malformedManifest: "Get the package again, or import its checkpoint again."
    case .malformedOptions: "Check the file, or import the weights with flags instead."
    case .unknownSchema: "Update this program, or export the model with the one that made it."
    case .unknownFamily: "Update this program."
    case .checkpoint, .engine: ""
    case .weights:
      "Check that the weights belong to this configuration (ganvas models inspect FILE)."
    case .tooLarge: "Check the configuration's sizes."
    case .request(_, let advice): advice
    case .nonFinite: "Try --precision float32, or check the weights (ganvas models inspect)."
    }
  }

  /// A short count of what is wrong, for instance `3 tensors missing, 1 unused`.
  public static func summary(of problems: [WeightProblem]) -> String {
    var counts = [0, 0, 0, 0, 0]
    for problem in problems {
      switch problem {
      case .missing: counts[0] += 1
      case .misshapen: counts[1] += 1
      case .unused: counts[2] += 1
      case .nonFinite: counts[3] += 1
      case .notReal: counts[4] += 1
      }
    }
    let words = ["missing", "misshapen", "unused", "not finite", "not real"]
    var parts = zip(counts, words).filter { $0.0 > 0 }.map { ($0.0, $0.1) }
    guard let first = parts.first else { return "no tensor is wrong" }
    parts.removeFirst()
    let start = "\(first.0) tensor\(first.0 == 1 ? "" : "s") \(first.1)"
    return ([start] + parts.map { "\($0.0) \($0.1)" }).joined(separator: ", ")
  }
}
