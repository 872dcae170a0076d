import Imaging
public import Synthesis

/// The model as the header shows it.
public struct ModelStatus: Equatable, Sendable {
  /// The loaded model; `nil` while none is.
  public var description: ModelDescription?
  /// The name or path the loaded model was asked for by.
  public var loadedName: String?
  /// The model being loaded; `nil` when none is.
  public var loading: String?
  /// Part of it that is loaded, 0…1; `nil` when unknown.
  public var fraction: Double?
  /// Why the last one could not be loaded.
  public var failure: SynthesisError?
  /// How painted labels are called in the model, where that is another set.
  var translation: LabelTranslation?
  /// How the last answers came: seconds per picture, latest last, at most 16.
  public var timings: [Double] = []

  /// No model.
  public init() {}

  /// Name of the model in use or on its way.
  public var name: String? { loading ?? description?.name }

  /// Median seconds per picture; `nil` before the first.
  public var medianSeconds: Double? {
    timings.isEmpty ? nil : timings.sorted()[timings.count / 2]
  }
}
