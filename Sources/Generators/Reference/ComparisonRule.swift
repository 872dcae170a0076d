/// How near a computed tensor must come to an expected one.
public enum ComparisonRule: Sendable, Equatable {
  /// Every difference at most so much, times the largest expected magnitude where that exceeds 1.
  case within(Double)
  /// Every difference at most so much times the largest expected magnitude: gradients.
  case relative(Double)
  /// Every difference at most so much.
  case absolute(Double)
  /// At most a share of the elements differ by more than `beyond`, none by more than `atMost`.
  case share(Double, beyond: Double, atMost: Double)
  /// The reference's numbers are noise there; the words say why.
  case unspecified(String)

  /// What most networks are held to.
  public static let standard = ComparisonRule.within(TensorComparison.tolerance)
  /// For chains through a truncation to 8 bits, where a last bit moves a sample by a level: at most
  /// 0.5 % of the samples differ, none by more than 0.05.
  public static let chain = ComparisonRule.share(0.005, beyond: 1e-4, atMost: 0.05)
  /// For pictures behind such a truncation: some samples are off by a level.
  public static let levels = ComparisonRule.share(0.005, beyond: 1e-6, atMost: 1.01 / 127.5)
}
