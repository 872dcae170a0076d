import CKernels
import Layers
import Tensors

/// γ and β of a layer as one row per window, with gradients (LayoutTables article).
extension BatchPattern {
  /// Output channels whose gradient is multiplied together: the gradients of their products,
  /// hidden vectors × taps × channels, are the largest thing a step makes.
  private static let blockWidth = 64

  /// The rows of a layer, `[windowCount, 2C]`: γ₀…γ_C−1, β₀…β_C−1, float32.
  func rows(of layer: SPADE, labelCount: Int, hasEdges: Bool) -> Tensor {
    let columns = SPADE.columns(
      of: layer.shared.weight, labelCount: labelCount, hasEdges: hasEdges,
      hasUnknown: symbolCount > 1 + 2 * labelCount)
    let hiddenBias = layer.shared.bias ?? Tensor.zeros([layer.shared.weight.shape[0]])
    return rows(
      hidden: hiddenVectors(columns: columns, bias: hiddenBias), weight: layer.modulationWeight,
      bias: layer.modulationBias)
  }

  /// ReLU of a bias and a column per tap, `[hiddenCount, hidden]`; nobody reads row 0.
  /// - Parameters:
  ///   - columns: `[taps, symbolCount, hidden]`.
  ///   - bias: `[hidden]`.
  func hiddenVectors(columns: Tensor, bias: Tensor) -> Tensor {
    let width = bias.shape[0]
    let columns = columns.contiguous()
    let result = Tensor.uninitialized([hiddenCount, width])
    symbols.withUnsafeBufferPointer { symbols in
      var job = ck_hidden()
      job.count = Int64(hiddenCount)
      job.taps = Int32(taps)
      job.symbol_count = Int32(symbolCount)
      job.width = Int32(width)
      job.symbols = symbols.baseAddress
      job.columns = UnsafePointer(columns.floatData)
      job.bias = UnsafePointer(bias.floatData)
      job.out = result.unsafeData
      let shared = UncheckedJob(job)
      inParallel(hiddenCount, grain: 64) { begin, end in
        var job = shared.value
        ck_hidden_rows(&job, Int64(begin), Int64(end))
      }
    }
    return result.differentiable(withRespectTo: [columns, bias]) { gradient in
      let before = Engine.call(
        "aten::threshold_backward", "", .tensor(gradient.contiguous()), .tensor(result),
        .double(0))
      let columnGradient = Tensor.uninitialized([self.taps, self.symbolCount, width])
      self.hiddenBySymbol.sum(
        UnsafePointer(before.floatData), stride: width, width: width,
        into: columnGradient.floatData)
      return [columnGradient, before.sum(over: [0])]
    }
  }

  /// Sums over the taps of products of hidden vectors and tap matrices, `[windowCount, 2C]`.
  /// - Parameters:
  ///   - hidden: `[hiddenCount, hidden]`; row 0 adds nothing.
  ///   - weight: `[2C, hidden, k, k]`.
  ///   - bias: `[2C]`.
  func rows(hidden: Tensor, weight: Tensor, bias: Tensor) -> Tensor {
    let result = Tensor.uninitialized([windowCount, bias.shape[0]])
    let width = bias.shape[0]
    withoutGradients {
      for start in stride(from: 0, to: width, by: BatchPattern.blockWidth) {
        let block = min(BatchPattern.blockWidth, width - start)
        let matrix = matrices(of: weight, start, block)
        sum(
          hidden.matmul(matrix.transposed(0, 1)), width: block, bias: bias, into: result,
          from: start)
      }
    }
    return result.differentiable(withRespectTo: [hidden, weight, bias]) { gradient in
      let gradient = gradient.contiguous()
      let shape = weight.shape
      var hiddenGradient = Tensor.zeros(hidden.shape)
      var weightGradients: [Tensor] = []
      for start in stride(from: 0, to: shape[0], by: BatchPattern.blockWidth) {
        let width = min(BatchPattern.blockWidth, shape[0] - start)
        let products = Tensor.uninitialized([self.hiddenCount, self.taps * width])
        self.windowsByHidden.sum(
          UnsafePointer(gradient.floatData) + start, stride: shape[0], width: width,
          into: products.floatData)
        hiddenGradient = hiddenGradient + products.matmul(self.matrices(of: weight, start, width))
        weightGradients.append(
          products.transposed(0, 1).matmul(hidden).reshaped([self.taps, width, shape[1]])
            .permuted([1, 2, 0]))
      }
      let weightGradient = Tensor.concatenated(weightGradients, axis: 0).reshaped(shape)
      return [hiddenGradient, weightGradient, gradient.sum(over: [0])]
    }
  }

  /// The tap matrices of some output channels below each other, `[taps · width, hidden]`.
  private func matrices(of weight: Tensor, _ start: Int, _ width: Int) -> Tensor {
    let hidden = weight.shape[1]
    return weight.sliced(axis: 0, from: start, to: start + width)
      .reshaped([width, hidden, taps]).permuted([2, 0, 1]).reshaped([taps * width, hidden])
  }

  private func sum(
    _ products: Tensor, width: Int, bias: Tensor, into result: Tensor, from start: Int
  ) {
    rows.withUnsafeBufferPointer { rows in
      withExtendedLifetime((products, bias)) {
        var job = ck_sums()
        job.taps = Int32(taps)
        job.width = Int32(width)
        job.rows = rows.baseAddress
        job.products = UnsafePointer(products.floatData)
        job.bias = UnsafePointer(bias.floatData) + start
        job.out = result.floatData + start
        job.out_stride = Int64(result.shape[1])
        let shared = UncheckedJob(job)
        inParallel(windowCount, grain: 64) { begin, end in
          var job = shared.value
          ck_row_sums(&job, Int64(begin), Int64(end))
        }
      }
    }
  }
}

extension Tensor {
  /// The numbers of a dense float32 tensor in main memory.
  var floatData: UnsafeMutablePointer<Float> {
    precondition(type == .float32, "\(type) where float32 is read")
    return unsafeData.assumingMemoryBound(to: Float.self)
  }
}
