import Checkpoints
public import Foundation
import Layers
import Tensors

extension SinGANModel {
  /// Writes `Gs.pth`, `Zs.pth`, `reals.pth` and `NoiseAmp.pth`, which the reference program loads.
  public static func writeReferenceFolder(
    of package: ModelPackage, to folder: URL
  ) throws -> [URL] {
    let configuration = try package.configuration(as: SinGANConfiguration.self)
    let checkpoint = try package.weights()
    let pyramid = try SinGANPyramid.loaded(
      configuration, from: checkpoint.tensors(under: "generator"), file: checkpoint.file)
    return try pyramid.writeReferenceFolder(folder)
  }
}

extension SinGANPyramid {
  /// Writes the four files of the reference program.
  /// - Throws: `ModelError`, `CheckpointError`.
  func writeReferenceFolder(_ folder: URL) throws -> [URL] {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw ModelError.unwritable(file: folder.path, reason: error.localizedDescription)
    }
    func stored(_ tensor: Tensor) -> StoredTensor {
      StoredTensor(name: "", shape: tensor.shape, floats: tensor.floats())
    }
    let amplitudes = configuration.noiseAmplitudes.enumerated().map { index, value in
      index == 0 && value == 1
        ? PickleValue.int(1)
        : .tensor(StoredTensor(name: "", shape: [], floats: [Float(value)]))
    }
    let values: [(String, PickleValue)] = [
      ("Gs", .list(generators.map { $0.pickled() })),
      ("Zs", .list(noises.map { .tensor(stored($0)) })),
      ("reals", .list(pictures.map { .tensor(stored($0)) })),
      ("NoiseAmp", .list(amplitudes)),
    ]
    return try values.map { name, value in
      let file = folder.appendingPathComponent(name + ".pth")
      try Checkpoint.writeTorch(value, named: name, to: file.path)
      return file
    }
  }
}

extension SinGANGenerator {
  /// The generator as PyTorch pickles a whole module.
  func pickled() -> PickleValue {
    let blocks = trunk.body.enumerated().map { ("block\($0 + 1)", $1.pickled()) }
    let tail = PickleValue.module(
      "torch.nn.modules.container", "Sequential",
      children: [
        ("0", self.tail.pickled()), ("1", .module("torch.nn.modules.activation", "Tanh")),
      ])
    return .module(
      "SinGAN.models", "GeneratorConcatSkip2CleanAdd",
      children: [
        ("head", trunk.head.pickled()),
        (
          "body",
          .module("torch.nn.modules.container", "Sequential", children: blocks)
        ),
        ("tail", tail),
      ], attributes: [("is_cuda", .bool(false))])
  }
}

extension SinGANBlock {
  fileprivate func pickled() -> PickleValue {
    .module(
      "SinGAN.models", "ConvBlock",
      children: [
        ("conv", conv.pickled()), ("norm", norm.pickled()),
        (
          "LeakyRelu",
          .module(
            "torch.nn.modules.activation", "LeakyReLU",
            attributes: [("negative_slope", .double(0.2)), ("inplace", .bool(true))])
        ),
      ])
  }
}

extension Conv2D {
  fileprivate func pickled() -> PickleValue {
    let shape = weight.shape
    func pair(_ value: Int) -> PickleValue { .tuple([.int(value), .int(value)]) }
    var parameters: [(String, PickleValue)] = [("weight", .parameter(weight.stored))]
    parameters.append(("bias", bias.map { .parameter($0.stored) } ?? .none))
    return .module(
      "torch.nn.modules.conv", "Conv2d", parameters: parameters,
      attributes: [
        ("in_channels", .int(shape[1])), ("out_channels", .int(shape[0])),
        ("kernel_size", pair(shape[2])), ("stride", pair(stride)), ("padding", pair(padding)),
        ("dilation", pair(1)), ("transposed", .bool(false)), ("output_padding", pair(0)),
        ("groups", .int(1)), ("padding_mode", .string("zeros")),
        (
          "_reversed_padding_repeated_twice",
          .list([Int](repeating: padding, count: 4).map { .int($0) })
        ),
      ])
  }
}

extension BatchNorm {
  fileprivate func pickled() -> PickleValue {
    .module(
      "torch.nn.modules.batchnorm", "BatchNorm2d",
      parameters: [("weight", .parameter(weight.stored)), ("bias", .parameter(bias.stored))],
      buffers: [
        ("running_mean", .tensor(statistics.mean.stored)),
        ("running_var", .tensor(statistics.variance.stored)),
        (
          "num_batches_tracked",
          .tensor(
            StoredTensor(
              name: "", type: .int64, shape: [], bytes: [UInt8](repeating: 0, count: 8)))
        ),
      ],
      attributes: [
        ("num_features", .int(weight.count)), ("eps", .double(epsilon)),
        ("momentum", .double(0.1)), ("affine", .bool(true)),
        ("track_running_stats", .bool(true)),
      ])
  }
}

extension Tensor {
  fileprivate var stored: StoredTensor {
    StoredTensor(name: "", shape: shape, floats: detached().floats())
  }
}

extension PickleValue {
  /// A module with what PyTorch's own base class keeps; newer attributes are filled in on loading.
  fileprivate static func module(
    _ module: String, _ name: String, parameters: [(String, PickleValue)] = [],
    buffers: [(String, PickleValue)] = [], children: [(String, PickleValue)] = [],
    attributes: [(String, PickleValue)] = []
  ) -> PickleValue {
    func named(_ pairs: [(String, PickleValue)]) -> [(key: String, value: PickleValue)] {
      pairs.map { (key: $0.0, value: $0.1) }
    }
    var state: [(key: String, value: PickleValue)] = [
      (key: "training", value: .bool(false)),
      (key: "_parameters", value: .orderedDictionary(named(parameters))),
      (key: "_buffers", value: .orderedDictionary(named(buffers))),
    ]
    for hooks in [
      "_backward_hooks", "_forward_hooks", "_forward_pre_hooks", "_state_dict_hooks",
      "_load_state_dict_pre_hooks",
    ] {
      state.append((key: hooks, value: .orderedDictionary([])))
    }
    state.append((key: "_modules", value: .orderedDictionary(named(children))))
    return .object(module: module, name: name, state: state + named(attributes))
  }
}
