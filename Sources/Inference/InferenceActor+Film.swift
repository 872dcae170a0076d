import Checkpoints
import Generators
import Imaging
import Synthesis
import Tensors

extension InferenceActor {
  /// The next picture of a film. The last states of films are kept, so that a film that goes on, and
  /// one whose last picture is asked for again, need no memory.
  func picture(
    of step: FilmStep, _ request: RenderRequest, _ model: LoadedModel
  ) throws -> (RGBImage, FilmMemory?) {
    try Engine.guarded {
      var film = try films.film(before: step, of: model.token) ?? begin(step, request, model)
      let image = try film.next(request) {
        try Task.checkCancellation()
        try Engine.checkpoint()
      }
      films.keep(film, after: step, of: model.token)
      let memory =
        step.keepsMemory
        ? FilmMemory(
          frame: step.frame,
          bytes: try Checkpoint.safetensors(
            film.memory, metadata: FilmStates.labels(step.frame, step.engine, model.stamp.words)))
        : nil
      return (image, memory)
    }
  }

  /// A film that was not gone on with here: from its beginning, or from what was kept of it.
  private func begin(
    _ step: FilmStep, _ request: RenderRequest, _ model: LoadedModel
  ) throws -> any Film {
    var film: any Film = CoherentFilm(model.generator)
    if step.engine == .model {
      // Pictures before the first one are in the memory of one that is gone on with.
      let first = step.before == nil ? try firstPictures(step.beginning, request) : []
      guard let own = try model.generator.film(after: first) else {
        throw SynthesisError(
          what: "\(model.description.name) makes no films by itself",
          advice: "Choose the coherent engine.")
      }
      film = own
    }
    guard let before = step.before else { return film }
    guard let memory = step.memory, memory.frame == before else {
      throw SynthesisError(what: "the picture before this one is no longer there")
    }
    let kept = try Checkpoint.read(bytes: memory.bytes, name: "film memory")
    guard
      kept.metadata
        == FilmStates.labels(
          before, step.engine, model.stamp.words)
    else {
      throw SynthesisError(what: "what was kept of the film is another model's")
    }
    try film.restore(kept.tensors)
    return film
  }

  private func firstPictures(
    _ beginning: FilmBeginning, _ request: RenderRequest
  ) throws -> [RGBImage] {
    switch beginning {
    case .own: return []
    case .picture(let picture): return [picture]
    case .model(let name):
      let other = try kept(name)
      if !models.contains(where: { $0.token == other.token }) {
        // The current model stays the last.
        models.insert(other, at: 0)
        forgetOldModels()
      }
      var generator = other.generator
      try generator.prepare(for: request.precision)
      var alone = request
      alone.film = nil
      alone.conditioning.motion = nil
      return [
        try generator.synthesize(alone) {
          try Task.checkCancellation()
          try Engine.checkpoint()
        }
      ]
    }
  }
}

/// The states of films that were gone on with last.
struct FilmStates {
  private struct State {
    var model: ModelToken
    var engine: FilmEngine
    var frame: String
    var film: any Film
  }

  /// How many are kept: a film, the state before its last picture, and an export beside it.
  private static let most = 4
  private var states: [State] = []

  /// The film as it was before a picture; `nil` when it is not kept.
  func film(before step: FilmStep, of model: ModelToken) -> (any Film)? {
    states.last {
      $0.model == model && $0.engine == step.engine && $0.frame == step.before
    }?.film
  }

  /// Keeps a film as it is after a picture.
  mutating func keep(_ film: any Film, after step: FilmStep, of model: ModelToken) {
    states.removeAll {
      $0.model == model && $0.engine == step.engine && $0.frame == step.frame
    }
    states = states.suffix(Self.most - 1)
    states.append(State(model: model, engine: step.engine, frame: step.frame, film: film))
  }

  /// What a memory's file says it belongs to.
  static func labels(_ frame: String, _ engine: FilmEngine, _ model: String) -> [String: String] {
    ["frame": frame, "engine": engine.rawValue, "model": model]
  }
}
