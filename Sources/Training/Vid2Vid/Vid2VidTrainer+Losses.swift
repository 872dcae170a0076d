import Generators
import Layers
import Tensors

/// A stretch of a film while its frames are made.
struct Vid2VidTrainingFilm {
  /// Real pictures, maps and motion.
  let clip: Vid2VidClip
  /// The first frame that is made.
  let first: Int
  /// What the next frame is made from, cut off.
  var memory: Vid2VidMemory
  /// The made pictures from `first` on, cut off.
  var made: [Tensor] = []

  init(
    _ clip: Vid2VidClip, beginsFromNothing: Bool, _ configuration: Vid2VidTrainingConfiguration
  ) {
    self.clip = clip
    let generator = configuration.generator
    first = beginsFromNothing ? 0 : generator.history
    memory =
      beginsFromNothing
      ? Vid2VidMemory(
        scales: generator.scales, history: generator.history,
        height: generator.outputSize.height, width: generator.outputSize.width,
        device: clip.pictures[0].device)
      : Vid2VidMemory(
        after: Array(clip.pictures[..<generator.history]), scales: generator.scales)
  }
}

extension Vid2VidTrainer {
  /// What all networks learn from one frame.
  struct Verdict {
    /// The generators' loss.
    var generator: Tensor
    /// The loss of the discriminator of pictures.
    var pictures: Tensor
    /// Those of the discriminators of motion, where they saw enough frames.
    var motions: [Tensor?]
    /// Single losses, cut off.
    var losses: [Loss: Tensor] = [:]

    /// Adds a loss of the generators'.
    mutating func add(_ name: Loss, _ loss: Tensor) {
      generator = generator + loss
      note(name, loss)
    }

    /// Notes a loss.
    mutating func note(_ name: Loss, _ loss: Tensor) {
      let value = loss.detached()
      losses[name] = losses[name].map { $0 + value } ?? value
    }
  }

  /// Makes a frame and computes every loss on it.
  func judged(_ frame: Int, of film: inout Vid2VidTrainingFilm) -> Verdict {
    let clip = film.clip
    let newest = film.memory.pictures[film.memory.pictures.count - 1].last
    let isFirst = film.memory.isEmpty
    var seen: Vid2VidScale.Result?
    let last = configuration.generator.scales - 1
    _ = generator.frame(
      clip.window(frame, of: configuration.generator.frames), memory: &film.memory,
      mode: .training, type: type,
      observe: { scale, result, _, _ in if scale == last { seen = result } },
      checkpoint: {})
    guard let result = seen else { preconditionFailure("no scale made a picture") }
    film.memory = Vid2VidMemory(
      pictures: film.memory.pictures.map { $0.map { $0.detached() } }, isEmpty: false)

    var verdict = Verdict(
      generator: Tensor.scalar(0).moved(to: device), pictures: Tensor.scalar(0).moved(to: device),
      motions: [])
    // Where nothing is mixed in, the picture is all new already.
    judgePictures(
      result.warped == nil ? [result.final] : [result.final, result.raw],
      real: clip.pictures[frame], map: clip.maps[frame], &verdict)
    judgeFlow(result, frame, clip, before: isFirst ? nil : newest, &verdict)
    judgeMotion(result.final, frame, film, &verdict)
    film.made.append(result.final.detached())
    return verdict
  }

  private func judgePictures(
    _ versions: [Tensor], real: Tensor, map: Tensor, _ verdict: inout Verdict
  ) {
    func seen(_ picture: Tensor) -> [[Tensor]] {
      pictureJudge(Tensor.concatenated([map, picture], axis: 1), mode: .training, type: type)
    }
    let wanted = seen(real)
    for version in versions {
      let found = seen(version)
      verdict.add(.adversarial, configuration.losses.adversarial(fake: found))
      verdict.add(.features, configuration.losses.features(fake: found, real: wanted))
      if configuration.pyramidWeight > 0 {
        verdict.add(
          .pyramid,
          ReconstructionLosses.pyramid(fake: version, real: real) * configuration.pyramidWeight)
      }
      if let perceptual {
        verdict.add(
          .perceptual,
          perceptual(fake: version, real: real) * configuration.losses.featureWeight)
      }
      let own = configuration.losses.discriminator(real: wanted, fake: found)
      verdict.pictures = verdict.pictures + (own.real + own.fake) * 0.5
      verdict.note(.real, own.real / Double(versions.count))
      verdict.note(.fake, own.fake / Double(versions.count))
    }
  }

  private func judgeFlow(
    _ result: Vid2VidScale.Result, _ frame: Int, _ clip: Vid2VidClip, before: Tensor?,
    _ verdict: inout Verdict
  ) {
    guard let flow = result.flow, frame > 0, let known = clip.motion(frame) else { return }
    let losses = configuration.losses
    verdict.add(
      .flow,
      losses.flow(
        flow, reference: known.flow, confidence: known.confidence,
        scales: configuration.generator.scales))
    verdict.add(
      .realWarp,
      losses.realWarp(
        flow, before: clip.pictures[frame - 1], real: clip.pictures[frame],
        confidence: known.confidence))
    guard let before else { return }
    verdict.add(
      .resultWarp,
      losses.resultWarp(
        result.final, before: before, reference: known.flow, confidence: known.confidence))
    if configuration.generator.beginsFromNothing, let weight = result.weight {
      verdict.add(.weight, losses.weight(weight, confidence: known.confidence))
    }
  }

  private func judgeMotion(
    _ newest: Tensor, _ frame: Int, _ film: Vid2VidTrainingFilm, _ verdict: inout Verdict
  ) {
    let clip = film.clip
    let last = frame - film.first
    for (scale, judge) in motionJudges.enumerated() {
      let group = configuration.schedule.groups(scale: scale, last: last, count: 1)?.first
      guard let group else {
        verdict.motions.append(nil)
        continue
      }
      let flows = Vid2VidSchedule.flows(of: group).compactMap {
        clip.flow(from: film.first + $0[0], to: film.first + $0[1])
      }
      guard flows.count == group.count - 1 else {
        verdict.motions.append(nil)
        continue
      }
      func seen(_ pictures: [Tensor]) -> [[Tensor]] {
        judge(
          Vid2VidDiscriminator.motionInput(pictures: pictures, flows: flows), mode: .training,
          type: type)
      }
      let wanted = seen(group.map { clip.pictures[film.first + $0] })
      let found = seen(group.map { $0 == last ? newest : film.made[$0] })
      verdict.add(.motion, configuration.losses.adversarial(fake: found))
      verdict.add(.motionFeatures, configuration.losses.features(fake: found, real: wanted))
      let own = configuration.losses.discriminator(real: wanted, fake: found)
      verdict.motions.append((own.real + own.fake) * 0.5)
    }
  }
}
