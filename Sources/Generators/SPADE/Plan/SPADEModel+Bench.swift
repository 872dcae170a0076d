public import Tensors

extension SPADEModel {
  /// A plan of this model's generator alone, for measuring.
  /// - Throws: `TensorError`.
  public func makePlan(_ type: Tensors.ElementType) throws(TensorError) -> SPADEPlan {
    try SPADEPlan(generator, type: type)
  }
}
