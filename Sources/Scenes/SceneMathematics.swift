/// Linear colour or direction; directions: x right, y up, z away from the viewer.
typealias Vector = SIMD3<Float>

/// Deterministic elementary functions: no library calls, so pictures do not depend on a libm.
enum Fast {
  /// Largest whole number not above the value.
  @inline(__always) static func floor(_ value: Float) -> Float {
    let truncated = Float(Int32(value))
    return truncated > value ? truncated - 1 : truncated
  }

  /// 2 to the power of the value, relative error below 3e-5; clamped to −60…60.
  @inline(__always) static func exp2(_ value: Float) -> Float {
    let clamped = min(max(value, -60), 60)
    let whole = floor(clamped)
    let rest = clamped - whole
    let cubic: Float = 0.2276 + rest * 0.0794
    let mantissa = 1 + rest * (0.6930 + rest * cubic)
    return mantissa * Float(bitPattern: UInt32(Int32(whole) + 127) << 23)
  }

  /// e to the power of the value.
  @inline(__always) static func exp(_ value: Float) -> Float { exp2(value * 1.442_695) }

  /// Logarithm to base 2 of a positive value, absolute error below 1e-2.
  @inline(__always) static func log2(_ value: Float) -> Float {
    let bits = value.bitPattern
    let exponent = Float(Int32(bits >> 23) - 127)
    let mantissa = Float(bitPattern: (bits & 0x7F_FFFF) | 0x3F80_0000)
    return exponent + (-0.344_845 * mantissa + 2.024_658) * mantissa - 1.674_873
  }

  /// Sine of an angle given in turns (1 is a full circle), error below 1e-3.
  @inline(__always) static func sine(turns: Float) -> Float {
    let phase = turns - floor(turns + 0.5)
    let wave = phase * (8 - 16 * abs(phase))
    return wave * (0.775 + 0.225 * abs(wave))
  }

  /// Cosine of an angle given in turns.
  @inline(__always) static func cosine(turns: Float) -> Float { sine(turns: turns + 0.25) }
}

/// Hermite step from 0 at `low` to 1 at `high`.
@inline(__always) func smoothstep(_ low: Float, _ high: Float, _ value: Float) -> Float {
  let t = min(max((value - low) / (high - low), 0), 1)
  return t * t * (3 - 2 * t)
}

/// The value limited to 0…1.
@inline(__always) func saturate(_ value: Float) -> Float { min(max(value, 0), 1) }

/// Linear blend of numbers.
@inline(__always) func mix(_ from: Float, _ to: Float, _ share: Float) -> Float {
  from + (to - from) * share
}

/// Linear blend of colours.
@inline(__always) func mix(_ from: Vector, _ to: Vector, _ share: Float) -> Vector {
  from + (to - from) * share
}

/// Scalar product.
@inline(__always) func dot(_ a: Vector, _ b: Vector) -> Float {
  a.x * b.x + a.y * b.y + a.z * b.z
}

/// The direction with length 1.
@inline(__always) func normalize(_ a: Vector) -> Vector {
  a * (1 / max(dot(a, a), 1e-12).squareRoot())
}

/// Brightness of a linear colour (ITU-R BT.709).
@inline(__always) func luminance(_ color: Vector) -> Float {
  dot(color, Vector(0.2126, 0.7152, 0.0722))
}

/// A linear colour from 0xRRGGBB in sRGB.
func linear(_ hex: UInt32) -> Vector {
  let encoded = Vector(
    Float((hex >> 16) & 255) / 255, Float((hex >> 8) & 255) / 255, Float(hex & 255) / 255)
  return encoded * (encoded * (encoded * 0.305_306_01 + 0.682_171_11) + 0.012_522_878)
}
