import Checkpoints
import Generators
public import Tensors

/// The perceptual loss of pix2pixHD and SPADE (Johnson et al. 2016; ReferenceSystems article):
/// weighted L1 between the features that a trained VGG19 (Simonyan & Zisserman 2015) sees in the
/// made picture and in the real one, after the first convolution of each of its five blocks.
///
/// The network's weights belong to whoever trained them and are not shipped: a file is given, for
/// instance torchvision's `vgg19-dcbb9e9d.pth`. As in the reference pictures go in as they are,
/// −1…1, without ImageNet's means.
public struct VGGPerception: PerceptualDistance {
  private struct Convolution: Sendable {
    let weight: Tensor
    let bias: Tensor
  }

  /// The convolutions up to each place that is looked at; a `nil` is a pooling before the next.
  private var slices: [[Convolution?]] = []

  /// Weights of the five places, relu1_1 to relu5_1.
  private static let weights = [1.0 / 32, 1.0 / 16, 1.0 / 8, 1.0 / 4, 1.0]

  /// Index of each convolution in torchvision's `features`, up to the five places; −1 pools.
  private static let plan = [
    [0], [2, -1, 5], [7, -1, 10], [12, 14, 16, -1, 19], [21, 23, 25, -1, 28],
  ]

  /// Takes the network out of a file: `features.<index>.weight` and `.bias`. Its widths may be any.
  /// - Throws: `TrainingError` naming what does not fit.
  init(_ checkpoint: Checkpoint, device: Device = .cpu) throws(TrainingError) {
    var width = 3
    for indices in Self.plan {
      var slice: [Convolution?] = []
      for index in indices {
        guard index >= 0 else {
          slice.append(nil)
          continue
        }
        let convolution = try Self.convolution(index, of: checkpoint, width: width)
        width = convolution.weight.shape[0]
        slice.append(
          Convolution(
            weight: convolution.weight.moved(to: device), bias: convolution.bias.moved(to: device)))
      }
      slices.append(slice)
    }
  }

  private static func convolution(
    _ index: Int, of checkpoint: Checkpoint, width: Int
  ) throws(TrainingError) -> Convolution {
    let name = "features.\(index)"
    func fail(_ what: String) -> TrainingError {
      TrainingError("\(checkpoint.file) is no VGG19: \(what)")
    }
    guard let weight = checkpoint[name + ".weight"], let bias = checkpoint[name + ".bias"] else {
      throw fail("it lacks \(name).weight or \(name).bias")
    }
    guard weight.shape.count == 4, weight.shape[0] > 0, weight.shape.dropFirst() == [width, 3, 3],
      bias.shape == [weight.shape[0]]
    else {
      throw fail(
        "\(name) has shapes \(weight.shape) and \(bias.shape), expected [n, \(width), 3, 3], [n]")
    }
    guard weight.nonFiniteCount == 0, bias.nonFiniteCount == 0 else {
      throw fail("\(name) is not all finite")
    }
    return Convolution(weight: Tensor(weight), bias: Tensor(bias))
  }

  /// What the network sees at the five places.
  /// - Parameter picture: `[N, 3, H, W]`, −1…1, sides of at least 16.
  func features(of picture: Tensor) -> [Tensor] {
    var x = picture
    return slices.map { slice in
      for step in slice {
        guard let step else {
          x = x.maxPooledTwice()
          continue
        }
        x = x.convolved(
          step.weight.converted(to: x.type), bias: step.bias.converted(to: x.type), padding: 1
        ).relu()
      }
      return x
    }
  }

  /// The loss; nothing flows into the network itself or into the real picture.
  /// - Parameters:
  ///   - fake: `[N, 3, H, W]`, −1…1.
  ///   - real: The same size.
  public func callAsFunction(fake: Tensor, real: Tensor) -> Tensor {
    let wanted = withoutGradients { features(of: real.detached()) }
    var total = Tensor.scalar(0)
    for (weight, pair) in zip(Self.weights, zip(features(of: fake), wanted)) {
      let difference = pair.0.converted(to: .float32) - pair.1.converted(to: .float32)
      total = total + difference.absolute().mean() * weight
    }
    return total
  }
}
