import CImageIO

/// An animated WebP in the making: pictures are added in order, then the file is finished.
public struct WebPAnimation: ~Copyable {
  private let animation: OpaquePointer
  private let size: PixelSize
  private var lastStart = -1

  /// Starts an animation.
  ///
  /// - Parameters:
  ///   - size: Of every picture, at most 16,383 a side.
  ///   - loops: How often it plays; 0 repeats for ever.
  ///   - quality: 1…100; `nil` stores without loss.
  public init(
    size: PixelSize, loops: Int = 0, quality: Int? = 85
  ) throws(ImageFileError) {
    guard size.width > 0, size.height > 0, size.width <= 16383, size.height <= 16383 else {
      throw .notEncodable(format: .webp, reason: "\(size) pixels; a side has 1…16383")
    }
    guard (0...65535).contains(loops), (1...100).contains(quality ?? 100) else {
      throw .notEncodable(
        format: .webp, reason: "loops are 0…65535, quality is 1…100")
    }
    var status = imageio_status()
    let animation = imageio_animation_create(
      UInt32(size.width), UInt32(size.height), Int32(loops), Float(quality ?? 101), &status)
    guard let animation else {
      throw status.error(of: "The animation", format: .webp)
        ?? .outOfMemory(file: "The animation", reason: "no encoder")
    }
    self.animation = animation
    self.size = size
  }

  deinit { imageio_animation_free(animation) }

  /// Adds the picture that shows from `milliseconds` on; starts must ascend, sizes be equal.
  public mutating func add(_ image: RGBImage, at milliseconds: Int) throws(ImageFileError) {
    precondition(image.size == size, "a picture of \(image.size) in an animation of \(size)")
    precondition(
      milliseconds > lastStart && milliseconds <= Int(Int32.max),
      "the picture at \(milliseconds) ms follows one at \(lastStart) ms")
    lastStart = milliseconds
    let status = image.withBytes {
      imageio_animation_add(
        animation, $0.bindMemory(to: UInt8.self).baseAddress, Int32(milliseconds))
    }
    if let error = status.error(of: "The animation", format: .webp) { throw error }
  }

  /// Ends the last picture at `milliseconds` and returns the whole file.
  public consuming func finish(at milliseconds: Int) throws(ImageFileError) -> [UInt8] {
    precondition(
      lastStart >= 0 && milliseconds > lastStart && milliseconds <= Int(Int32.max),
      "the animation ends at \(milliseconds) ms, its last picture starts at \(lastStart) ms")
    let animation = animation
    return try encoded(as: .webp) { imageio_animation_finish(animation, Int32(milliseconds), &$0) }
  }
}
