/// Learning from photos, as the store reaches it.
public struct LearningService: Sendable {
  /// Starts to learn a photo by a process that outlives this one; returns the name of its model.
  /// - Throws: `UserFacingError` for a file that cannot be learned.
  public var start: @Sendable (_ path: String, _ preset: LearningPreset) async throws -> String
  /// Goes on with a run that was stopped.
  /// - Throws: `UserFacingError`.
  public var resume: @Sendable (_ name: String) async throws -> Void
  /// Asks a run to stop at its next step.
  public var stop: @Sendable (_ name: String) async -> Void
  /// What it will take to learn a photo, in words.
  /// - Throws: `UserFacingError` for a file that cannot be learned.
  public var plan: @Sendable (_ path: String, _ preset: LearningPreset) async throws -> String
  /// The runs there are, the latest first.
  public var list: @Sendable () async -> [LearningRun]

  /// A service; what is not given refuses, or finds nothing.
  public init(
    start: @escaping @Sendable (String, LearningPreset) async throws -> String = { path, _ in
      throw UserFacingError(title: "Not learned: \(path)", what: "nothing can be learned here")
    },
    resume: @escaping @Sendable (String) async throws -> Void = { _ in },
    stop: @escaping @Sendable (String) async -> Void = { _ in },
    plan: @escaping @Sendable (String, LearningPreset) async throws -> String = { _, _ in "" },
    list: @escaping @Sendable () async -> [LearningRun] = { [] }
  ) {
    self.start = start
    self.resume = resume
    self.stop = stop
    self.plan = plan
    self.list = list
  }
}
