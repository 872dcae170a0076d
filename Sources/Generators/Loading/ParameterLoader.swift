public import Checkpoints
public import Layers
public import Tensors

/// Puts stored tensors into a network by name and notes every one that does not fit.
///
/// Loading is strict: a missing, misshapen, unused or non-finite tensor is a problem; only
/// `num_batches_tracked`, a counter no computation reads, is passed over. Use it through
/// `load(into:from:file:)`, which leaves the network as it was unless all fits.
public struct ParameterLoader: ParameterVisitor {
  private var stored: [String: StoredTensor]
  private var order: [String]
  private var used: Set<String> = []
  private var found: [WeightProblem] = []
  private let progress: ((Double) -> Void)?
  private let total: Int
  private var loadedBytes = 0

  /// A loader over some stored tensors.
  /// - Parameter progress: Gets the share of the bytes that are loaded, 0…1.
  public init(_ tensors: [StoredTensor], progress: ((Double) -> Void)? = nil) {
    stored = Dictionary(tensors.map { ($0.name, $0) }) { first, _ in first }
    order = tensors.map(\.name)
    total = tensors.reduce(1) { $0 + $1.byteCount }
    self.progress = progress
  }

  /// Replaces one tensor of the network by the stored one of its name, as float32.
  public mutating func visit(
    _ tensor: inout Tensor, at path: ParameterPath, kind: ParameterKind
  ) throws(ParameterError) {
    let name = path.description
    let expected = tensor.shape
    guard let source = stored[name] else {
      if let recovered = recoveredRightVector(name: name, count: expected.reduce(1, *)) {
        tensor = recovered
      } else {
        found.append(.missing(name: name, expected: expected))
      }
      return
    }
    used.insert(name)
    guard source.shape == expected else {
      found.append(.misshapen(name: name, found: source.shape, expected: expected))
      return
    }
    guard source.type.isFloatingPoint else {
      found.append(.notReal(name: name, type: source.type.rawValue))
      return
    }
    let loaded = Tensor(source)
    guard loaded.isFinite else {
      found.append(.nonFinite(name: name, count: source.nonFiniteCount))
      return
    }
    tensor = loaded
    loadedBytes += source.byteCount
    progress?(Double(loadedBytes) / Double(total))
  }

  /// Everything that did not fit, in the order of the network, then what was left over in the
  /// order of the file.
  public var problems: [WeightProblem] {
    found
      + order.compactMap { name in
        guard !used.contains(name), !Self.isCounter(name), let tensor = stored[name] else {
          return nil
        }
        return .unused(name: name, shape: tensor.shape)
      }
  }

  private static func isCounter(_ name: String) -> Bool {
    name == "num_batches_tracked" || name.hasSuffix(".num_batches_tracked")
  }

  /// v of files written by PyTorch before 1.0: they hold `weight` = W/σ instead of `weight_v`.
  ///
  /// As PyTorch's own loader: σ = mean(W / weight), v = W⁺·u, scaled so that uᵀ·W·v = σ. The
  /// pseudoinverse goes through the smaller Gram matrix, in double precision.
  private mutating func recoveredRightVector(name: String, count: Int) -> Tensor? {
    let suffix = "weight_v"
    guard name == suffix || name.hasSuffix("." + suffix) else { return nil }
    let base = String(name.dropLast(suffix.count))
    guard let divided = stored[base + "weight"], let original = stored[base + "weight_orig"],
      let left = stored[base + "weight_u"], divided.shape == original.shape,
      let rows = original.shape.first, rows > 0, left.shape == [rows],
      original.count == rows * count, divided.type.isFloatingPoint,
      original.type.isFloatingPoint, left.type.isFloatingPoint
    else { return nil }
    used.insert(base + "weight")
    let matrix = Tensor(original).reshaped([rows, count]).converted(to: .float64)
    let u = Tensor(left).converted(to: .float64)
    let quotient = matrix / Tensor(divided).reshaped([rows, count]).converted(to: .float64)
    // 0 / 0 where a weight is exactly 0 says nothing about σ.
    let sigma = Engine.call("aten::nanmean", "", .tensor(quotient))
    let transposed = matrix.transposed(0, 1)
    let isWide = rows <= count
    let gram = isWide ? matrix.matmul(transposed) : transposed.matmul(matrix)
    guard
      let inverse = try? Engine.attempt(
        "aten::pinverse", "", [.tensor(gram), .double(1e-15)]
      ).first
    else { return nil }
    let v =
      isWide
      ? transposed.matmul(inverse.matmul(u)) : inverse.matmul(transposed.matmul(u))
    let scaled = v * (sigma / (u * matrix.matmul(v)).sum())
    return scaled.isFinite ? scaled.converted(to: .float32) : nil
  }
}

/// Loads stored tensors into a network, all or nothing.
///
/// The tensors' names must be the network's. Costs one copy of the weights beside the file.
/// - Parameters:
///   - network: Stays as it was when something does not fit.
///   - file: What errors call the source.
/// - Throws: `ModelError.weights` with every missing, misshapen, unused and non-finite tensor.
public func load<Network: Parameterized>(
  into network: inout Network, from tensors: [StoredTensor], file: String,
  progress: ((Double) -> Void)? = nil
) throws(ModelError) {
  var loader = ParameterLoader(tensors, progress: progress)
  var copy = network
  do {
    try copy.visit(&loader, at: .root)
  } catch {
    preconditionFailure("the loader collects problems and throws none: \(error)")
  }
  guard loader.problems.isEmpty else {
    throw .weights(file: file, problems: loader.problems)
  }
  network = copy
}

extension Tensor {
  /// A stored tensor as float32 (any real type is widened or rounded; integers are converted).
  public init(_ stored: StoredTensor) {
    let type: Tensors.ElementType =
      switch stored.type {
      case .float64: .float64
      case .float32: .float32
      case .float16: .float16
      case .bfloat16: .bfloat16
      case .int64: .int64
      case .int32: .int32
      case .int16: .int16
      case .int8: .int8
      case .uint8: .uint8
      case .bool: .bool
      }
    self = stored.withBytes { Tensor(bytes: $0, type: type, shape: stored.shape) }
      .converted(to: .float32)
  }
}
