import Sessions

/// What the studio keeps in memory, in bytes, as the Inspector says it.
public struct MemoryUse: Equatable, Sendable {
  /// All of the program.
  public var resident: Int
  /// Tensors that live, in number: the weights of loaded models and what pictures are made of.
  public var tensors: Int
  /// Acts of the undo history; older ones lie in the journal.
  public var history: Int
  /// Ready frames of the walk.
  public var frames: Int
  /// Photos at hand.
  public var photos: Int

  /// A measurement.
  public init(resident: Int, tensors: Int, history: Int = 0, frames: Int = 0, photos: Int = 0) {
    self.resident = resident
    self.tensors = tensors
    self.history = history
    self.frames = frames
    self.photos = photos
  }
}

extension StudioState {
  /// Whether something happened and nobody has looked for a second what the program keeps in
  /// memory. An idle studio is not woken for it.
  public var wantsMemoryUse: Bool { machine != nil && clock >= memoryMeasuredAt + 1 }

  /// Takes a measurement of the process, and adds what the state itself keeps.
  mutating func memoryMeasured(resident: Int, tensors: Int) {
    memoryMeasuredAt = clock
    machine?.memory = MemoryUse(
      resident: resident, tensors: tensors, history: history.residentByteCount,
      frames: timeline.playback.cache.byteCount,
      photos: picture.photos.pictures.values.reduce(0) { $0 + 3 * $1.size.area })
  }
}
