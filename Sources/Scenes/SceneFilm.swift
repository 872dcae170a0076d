public import Imaging

/// A scene seen by a camera that moves: pictures, maps, and the exact motion between them.
///
/// Any frame can be drawn alone; the exposure is that of the first one, so that nothing flickers.
public struct SceneFilm: Sendable {
  /// Where the camera is and how far the clouds have drifted, per frame.
  public struct Motion: Sendable, Hashable, Codable {
    /// Way of the camera from one frame to the next, camera heights.
    public var step: SceneCamera
    /// Drift of the clouds from one frame to the next, picture heights.
    public var drift: Double

    /// A motion; the default walks slowly into the picture under drifting clouds.
    public init(step: SceneCamera = SceneCamera(z: 0.02), drift: Double = 0.0006) {
      self.step = step
      self.drift = drift
    }
  }

  /// What is filmed.
  public let recipe: SceneRecipe
  /// How the camera moves.
  public let motion: Motion
  private let exposure: Float

  /// Draws the first frame to choose the exposure.
  public init(recipe: SceneRecipe, motion: Motion = Motion()) {
    self.recipe = recipe
    self.motion = motion
    exposure = recipe.painted(grain: 0, exposure: nil).exposure
  }

  /// The recipe of one frame, from 0.
  public func recipe(at frame: Int) -> SceneRecipe {
    var recipe = recipe
    let time = Double(frame)
    recipe.camera.x += motion.step.x * time
    recipe.camera.y += motion.step.y * time
    recipe.camera.z += motion.step.z * time
    recipe.cloudDrift += motion.drift * time
    return recipe
  }

  /// Draws one frame with its motion from the frame before; the first one stands still.
  /// - Parameter earlier: The frame before, if it is at hand; it is drawn otherwise.
  public func frame(_ index: Int, after earlier: FilmFrame? = nil) -> FilmFrame {
    let now = recipe(at: index).painted(grain: 0, exposure: exposure)
    guard index > 0 else { return FilmFrame(first: now) }
    if let before = earlier?.seen { return FilmFrame(now, after: before) }
    return FilmFrame(now, after: recipe(at: index - 1).painted(grain: 0, exposure: exposure))
  }
}

/// A scene with what else the camera knows about it.
struct SeenScene: Sendable {
  let scene: Scene
  /// Distance of every pixel along the view axis; infinite for sky.
  let depth: [Float]
  let view: Viewpoint
  /// How far the clouds have drifted, picture heights.
  let drift: Float
  let exposure: Float
}

/// One frame of a film.
public struct FilmFrame: Sendable {
  /// What a pixel was in the frame before.
  public enum History: UInt8, Sendable {
    /// Hidden, outside of the picture, or something else.
    case new = 0
    /// Water: there, but what it mirrors moves differently.
    case mirror = 128
    /// The same place of the same thing.
    case same = 255
  }

  /// Picture and maps.
  public let scene: Scene
  /// From a pixel to where it was in the frame before, in pixels: x to the right, y down; row after
  /// row.
  public let flow: [SIMD2<Float>]
  /// What each pixel was in the frame before; all new in the first frame.
  public let history: Raster<UInt8>
  let seen: SeenScene

  init(first: SeenScene) {
    seen = first
    scene = first.scene
    let size = first.scene.image.size
    flow = [SIMD2<Float>](repeating: .zero, count: size.area)
    history = Raster(width: size.width, height: size.height, filledWith: History.new.rawValue)
  }

  init(_ now: SeenScene, after before: SeenScene) {
    seen = now
    scene = now.scene
    let size = now.scene.image.size
    var flow: [SIMD2<Float>] = []
    var history: [UInt8] = []
    flow.reserveCapacity(size.area)
    history.reserveCapacity(size.area)
    let motion = Reprojection(now, before)
    for row in 0..<size.height {
      for column in 0..<size.width {
        let was = motion.origin(column, row)
        flow.append(was.flow)
        history.append(was.history.rawValue)
      }
    }
    self.flow = flow
    self.history = Raster(width: size.width, height: size.height, elements: history)
  }
}

/// Finds the pixels of one frame in the frame before.
private struct Reprojection {
  private let now: SeenScene
  private let before: SeenScene
  private let size: PixelSize

  init(_ now: SeenScene, _ before: SeenScene) {
    self.now = now
    self.before = before
    size = now.scene.image.size
  }

  func origin(_ column: Int, _ row: Int) -> (flow: SIMD2<Float>, history: FilmFrame.History) {
    let index = row * size.width + column
    let (flow, depth) = motion(column, row, depth: now.depth[index])
    let x = Float(column) + flow.x
    let y = Float(row) + flow.y
    guard depth > 0, x >= -0.5, y >= -0.5, x < Float(size.width) - 0.5,
      y < Float(size.height) - 0.5
    else { return (flow, .new) }
    let there = Int((y + 0.5).rounded(.down)) * size.width + Int((x + 0.5).rounded(.down))
    let label = now.scene.labels.elements[index]
    guard before.scene.labels.elements[there] == label,
      before.scene.instances.elements[there] == now.scene.instances.elements[index]
    else { return (flow, .new) }
    if depth.isFinite {
      guard abs(before.depth[there] - depth) <= 0.02 * depth else { return (flow, .new) }
    } else if before.depth[there].isFinite {
      return (flow, .new)
    }
    return (flow, SceneLabel(rawValue: label)?.isWater == true ? .mirror : .same)
  }

  /// Motion in pixels and the distance in the frame before; 0 for what was behind the camera.
  private func motion(
    _ column: Int, _ row: Int, depth: Float
  ) -> (flow: SIMD2<Float>, depth: Float) {
    let height = Float(size.height)
    guard depth.isFinite else {
      let index = row * size.width + column
      let isCloud = now.scene.labels.elements[index] == SceneLabel.cloud.rawValue
      return (SIMD2(isCloud ? (before.drift - now.drift) * height : 0, 0), .infinity)
    }
    let u = (Float(column) + 0.5 - Float(size.width) * 0.5) / height
    let v = (Float(row) + 0.5) / height
    let (here, there) = (now.view, before.view)
    let x = u * depth + here.x
    let top = here.height(row: v, distance: depth)
    let then = depth + here.z - there.z
    guard then > 0.05 else { return (.zero, 0) }
    let wasU = (x - there.x) / then
    let wasV = there.row(height: top, inverse: 1 / then)
    return (SIMD2(wasU - u, wasV - v) * height, then)
  }
}
