import Sessions

/// A box in place that takes a number or a word.
public struct InputBox: Equatable, Sendable {
  /// What is typed.
  public enum Subject: Equatable, Sendable {
    /// A seed, or a word.
    case seed
    /// ψ, −1…2.
    case psi
    /// Brush size in pixels.
    case brushSize
    /// Blend or wipe in percent.
    case amount
    /// The frame under the playhead of the walk.
    case frame
    /// The name of a keyframe.
    case keyframeName
    /// One number of the offset of the subject's style, by channel from 0.
    case nudge(Int)
    /// The seed that is mixed in.
    case mixSeed
    /// Layers from this one on are not truncated.
    case cutoff
    /// ψ of one layer.
    case layerPsi(Int)
    /// Steps along one direction.
    case direction(Int)
    /// The seed of the noise inputs.
    case noiseSeed
    /// The name of a star.
    case starName
    /// A number of a pyramid of scales.
    case pyramid(PyramidNumber)
    /// The seed of one box of noise.
    case noiseBoxSeed(Int)
  }

  /// What is typed.
  public var subject: Subject
  /// The text.
  public var text: InputText
  /// The value before, as text.
  public var old: String
  /// What is wrong with the text; `nil` when it is right.
  public var problem: String?
  /// The settings before: what Esc brings back.
  var before: PictureSettings
  /// Clock at which the text takes effect; `nil` when it has.
  var appliesAt: Double?

  /// The range in words, shown beside it.
  public var range: String {
    switch subject {
    case .seed: "0…4294967295 or a word"
    case .psi: "-1…2"
    case .brushSize: "1…512"
    case .amount: "0…100"
    case .frame: "0…\(Walk.longest - 1)"
    case .keyframeName: "a name"
    case .nudge: "-2…2"
    case .mixSeed, .noiseSeed, .noiseBoxSeed: "0…4294967295"
    case .cutoff: "0…64, all beyond the last layer"
    case .layerPsi: "-1…2"
    case .direction: "-100…100 steps"
    case .starName: "a name"
    case .pyramid(.startScale), .pyramid(.entryScale): "a scale"
    case .pyramid: "0.25…4 times the photo's"
    }
  }
}
