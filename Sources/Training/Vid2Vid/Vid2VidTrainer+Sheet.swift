import Generators
public import Imaging
import Tensors

extension Vid2VidTrainer {
  /// One row per frame of a film: its map, the real picture, the averaged generators' film that
  /// begins from nothing, and the one that goes on from the real picture.
  public func sheet(of examples: [TrainingExample]) -> RGBImage {
    withoutGradients {
      let clip = Vid2VidClip(examples, for: configuration.layout, device: device)
      let fresh = film(clip, from: 0)
      let after = film(clip, from: configuration.generator.history)
      return SampleSheet.picture(
        of: examples.indices.map { frame in
          let cells = [SampleSheet.mapColors(of: examples[frame].labels), examples[frame].image]
          let made = [fresh[frame], after[frame]].compactMap { $0 }
          return cells + made
        })
    }
  }

  /// The pictures from a frame on, by their numbers.
  private func film(_ clip: Vid2VidClip, from first: Int) -> [Int: RGBImage] {
    guard clip.count > first else { return [:] }
    var film = Vid2VidTrainingFilm(clip, beginsFromNothing: first == 0, configuration)
    var pictures: [Int: RGBImage] = [:]
    for frame in first..<clip.count {
      let picture = average.network.frame(
        clip.window(frame, of: configuration.generator.frames), memory: &film.memory,
        mode: .currentStatistics, checkpoint: {})
      pictures[frame] = RGBImage(picture.moved(to: .cpu))
    }
    return pictures
  }
}
