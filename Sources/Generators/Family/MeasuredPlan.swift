public import Imaging
public import Layouts
public import Tensors

/// A plan that renders label maps, seen from outside of its family by benchmarks: what a frame
/// costs below conversions and requests.
public protocol MeasuredPlan: AnyObject {
  /// Size of the pictures.
  var outputSize: PixelSize { get }
  /// Classes a map may hold.
  var labelCount: Int { get }
  /// Whether edges between instances reach the network.
  var usesEdges: Bool { get }
  /// Length of z; `nil` without one.
  var latentDimension: Int? { get }
  /// Bytes of everything the plan holds.
  var byteCount: Int { get }
  /// Multiply-adds per frame that no table saves.
  var multiplications: Double { get }
  /// Measures phases while there is one.
  var clock: PhaseClock? { get set }

  /// Forgets tables and activations of earlier maps.
  func reset()

  /// Renders one frame.
  /// - Parameters:
  ///   - latent: `latentDimension` numbers; `nil` without z.
  ///   - focus: Part of the picture that matters: the frame is exact there only.
  /// - Returns: `[1, 3, H, W]`, −1…1, float32; overwritten by the next frame.
  /// - Throws: `TensorError`.
  func frame(_ map: SymbolMap, latent: [Float]?, focus: PixelRect?) throws -> Tensor
}
