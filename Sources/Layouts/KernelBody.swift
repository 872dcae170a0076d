import CKernels

/// Which body of the kernels runs: the best the processor has, or a forced one in tests.
public enum KernelBody: String, Sendable, CaseIterable {
  /// Plain C for every processor.
  case scalar
  /// 256-bit vectors.
  case avx2
  /// 512-bit vectors.
  case avx512
  /// 512-bit vectors, and products of pairs of bfloat16 numbers.
  case avx512bf16

  /// The body that runs now.
  public static var current: KernelBody { KernelBody(ck_current_body()) }

  /// The best one this processor can run.
  public static var best: KernelBody { KernelBody(ck_best_body()) }

  /// Whether matrix products in bfloat16 have instructions of their own.
  public static var hasBFloat16: Bool { ck_has_bfloat16() }

  /// Makes this body run from now on, or the best one below it that the processor has.
  /// - Returns: The one that runs.
  @discardableResult
  public func use() -> KernelBody {
    let wanted =
      switch self {
      case .scalar: CK_SCALAR
      case .avx2: CK_AVX2
      case .avx512: CK_AVX512
      case .avx512bf16: CK_AVX512_BF16
      }
    return KernelBody(ck_use_body(wanted))
  }

  private init(_ body: ck_body) {
    self =
      switch body {
      case CK_AVX512_BF16: .avx512bf16
      case CK_AVX512: .avx512
      case CK_AVX2: .avx2
      default: .scalar
      }
  }
}
