public import ArgumentParser
public import Generators
public import Imaging
public import Tensors

/// What `ganvas train FAMILY` takes: a family's options with their checks, and how a run is made
/// of them. `validate()` says in words what is out of range; nothing later may trap on an option.
public protocol TrainingArguments: ParsableArguments, SendableMetatype {
  /// What the command is called where it trains no family of models; else `nil`.
  static var name: String? { get }
  /// What the command does, in a line.
  static var abstract: String { get }
  /// More about it, with an example.
  static var discussion: String { get }

  /// Trains until the run is done or somebody interrupts it.
  /// - Throws: `TrainingError`, `ValidationError`, `ConfigurationError`.
  func train(in environment: TrainingEnvironment) throws
}

extension TrainingArguments {
  /// The family's name.
  public static var name: String? { nil }
}

/// What a training command has from the program around it.
public struct TrainingEnvironment {
  /// Where networks learn.
  public var device: DeviceChoice
  /// Threads of the engine.
  public var threads: Int
  /// A label set by name or by the path of its file.
  public var labelSet: (String) throws -> LabelSet
  /// A model package by name or by its path.
  public var model: (String) throws -> ModelPackage
  /// Whether somebody asked for the end.
  public var isInterrupted: () -> Bool
  /// Shows a line.
  public var show: (String) -> Void

  /// Creates an environment.
  public init(
    device: DeviceChoice, threads: Int, labelSet: @escaping (String) throws -> LabelSet,
    model: @escaping (String) throws -> ModelPackage = { throw TrainingError("no model “\($0)”") },
    isInterrupted: @escaping () -> Bool, show: @escaping (String) -> Void
  ) {
    self.device = device
    self.threads = threads
    self.labelSet = labelSet
    self.model = model
    self.isInterrupted = isInterrupted
    self.show = show
  }
}
