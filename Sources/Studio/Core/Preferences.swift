public import Synthesis

/// What this person prefers, kept outside sessions.
public struct Preferences: Equatable, Sendable, Codable {
  /// Number format of live pictures; exports are always float32.
  public var livePrecision: Precision
  /// Whether the tour was finished or put away.
  public var tourDone: Bool
  /// Whether frames are exported with a sidecar.
  public var writesSidecar: Bool

  /// Preferences; live pictures in float32 until the machine is known to do better.
  public init(
    livePrecision: Precision = .float32, tourDone: Bool = true, writesSidecar: Bool = true
  ) {
    self.livePrecision = livePrecision
    self.tourDone = tourDone
    self.writesSidecar = writesSidecar
  }
}

/// What computes pictures on this machine, as the Inspector shows it.
public struct MachineFacts: Equatable, Sendable {
  /// The instructions that the program's own kernels use, for instance `avx512`.
  public var kernels: String
  /// Whether live pictures are quicker in bfloat16.
  public var prefersBFloat16: Bool
  /// Threads that compute.
  public var threads: Int

  /// Whether films can be encoded (an `ffmpeg` is installed).
  public var encodesFilms: Bool
  /// What the program keeps in memory; `nil` before it was measured.
  public var memory: MemoryUse?

  /// Facts about a machine.
  public init(kernels: String, prefersBFloat16: Bool, threads: Int, encodesFilms: Bool = true) {
    self.kernels = kernels
    self.prefersBFloat16 = prefersBFloat16
    self.threads = threads
    self.encodesFilms = encodesFilms
  }
}
