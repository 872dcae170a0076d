public import Layouts
public import Synthesis

/// A model that can tell where the time of its renderings goes.
public protocol PhaseMeasuring {
  /// Measures phases of renderings in a precision it is prepared for; `nil` ends it.
  func measurePhases(with clock: PhaseClock?, precision: Precision)
}
