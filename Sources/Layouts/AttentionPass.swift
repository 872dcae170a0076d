import CKernels
public import Tensors

/// Attention over positions: every query takes a mean of the values, weighted by how well it meets
/// their keys (softmax of scores without a factor). The weights are never stored all at once.
public enum AttentionPass {
  /// Answers queries.
  /// - Parameters:
  ///   - queries: `[1, D, H, W]`, channels-last, float32 or bfloat16.
  ///   - keys: `[K, D]`.
  ///   - values: `[K, V]`.
  ///   - output: `[1, V, H, W]`, channels-last, of the queries' type.
  public static func run(
    queries: Tensor, keys: Tensor, values: Tensor, into output: Tensor, in workspace: Workspace
  ) {
    let shape = queries.shape
    precondition(
      keys.shape[1] == shape[1] && values.shape[0] == keys.shape[0]
        && output.shape == [1, values.shape[1], shape[2], shape[3]] && output.type == queries.type,
      "\(queries.shape), \(keys.shape), \(values.shape) to \(output.shape)")
    let packedKeys = packed(keys, type: queries.type)
    let packedValues = packed(values.transposed(0, 1), type: queries.type)
    var job = ck_attention()
    job.queries = Int64(shape[2] * shape[3])
    job.keys = Int32(keys.shape[0])
    job.depth = Int32(shape[1])
    job.width = Int32(values.shape[1])
    job.query = UnsafeRawPointer(queries.unsafeData)
    job.key = UnsafeRawPointer(packedKeys.unsafeData)
    job.value = UnsafeRawPointer(packedValues.unsafeData)
    job.output = output.unsafeData
    job.is_bfloat16 = queries.type == .bfloat16
    let memory = Int(ck_attention_memory(&job))
    let rows = Int(CK_ATTENTION_ROWS)
    let shared = UncheckedJob(job)
    withExtendedLifetime((packedKeys, packedValues)) {
      workspace.inParallel(
        (shape[2] * shape[3] + rows - 1) / rows, use: .attention, floatsPerThread: memory
      ) { item, memory in
        var job = shared.value
        ck_attend(&job, Int64(item), Int64(item + 1), memory)
      }
    }
  }

  /// Rows `[out, in]` as products read them.
  private static func packed(_ rows: Tensor, type: ElementType) -> Tensor {
    let block = Int(CK_BLOCK)
    let count = (rows.shape[0] + block - 1) / block * block
    let padded = rows.converted(to: .float32).paddedWithZeros(axis: 0, to: count)
    return KernelOrder.packed(padded.reshaped(padded.shape + [1, 1]), type: type)
  }
}
