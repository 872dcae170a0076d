/// The card on which a photo is chosen to be learned; it also shows what is being learned.
public struct LearnCard: Equatable, Sendable {
  /// Path of the photo, being typed.
  public var path = InputText()
  /// Files that go on from it.
  public internal(set) var files = FileChoices()
  /// How thoroughly.
  public internal(set) var preset = LearningPreset.minutes
  /// What a training of the photo at the path will take, in words; `nil` while unknown.
  public internal(set) var plan: String?
  /// The chosen run; `nil` takes the path.
  public internal(set) var selected: Int?
  /// Whether the training of the photo at the path is being started.
  public internal(set) var isStarting = false
  /// Why it cannot be learned; until the path changes.
  public internal(set) var problem: UserFacingError?

  /// An empty card.
  public init() {}
}
