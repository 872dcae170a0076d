import Foundation
public import Imaging

/// How a model's texture differs from real pictures of the same maps: too soft or too sharp (power by
/// frequency), locked to a lattice (what transposed convolutions leave), or drawn in streaks along
/// the axes (what start grids and zero padding leave).
public struct TextureMeasure: Codable, Sendable {
  /// Power of made over real pictures at one frequency.
  public struct Band: Codable, Sendable, Hashable {
    /// Cycles per 256 pixels.
    public var cycles: Int
    /// Median over the pictures.
    public var ratio: Double
  }

  /// How strongly a label's texture repeats itself 12 pixels further on along an axis.
  public struct Streak: Codable, Sendable, Hashable {
    /// Class id.
    public var label: Int
    /// Correlation to the right and down in real pictures, −1…1.
    public var real: [Double]
    /// The same in made pictures.
    public var made: [Double]
    /// How much more along the worse axis.
    public var excess: Double { zip(made, real).map { $0 - $1 }.max() ?? 0 }
  }

  /// Pictures of each kind.
  public var pictures: Int
  /// By frequency, low to high.
  public var bands: [Band]
  /// Highest power on an axis at periods of 2, 4, 8 and 16 pixels over the median around it.
  public var latticePeak: Double
  /// Share of the fine variance that is locked to periods of 2, 4, 8, 16 and 32 pixels, at most; what
  /// chance gives is taken off.
  public var latticeShare: Double
  /// By label, where there was enough of it.
  public var streaks: [Streak]

  /// The streakiest label's excess; 0 where no label had enough pixels.
  public var streakExcess: Double { streaks.map(\.excess).max() ?? 0 }

  /// Measures.
  /// - Parameters:
  ///   - made: A model's pictures.
  ///   - real: Real pictures of the same maps and size, one for each made one.
  ///   - labels: The maps, at the pictures' size.
  public init(made: [RGBImage], real: [RGBImage], labels: [LabelMap]) {
    precondition(made.count == real.count && real.count == labels.count, "one of each")
    pictures = made.count
    let width = made.first?.width ?? 256
    let spectra = (made: made.map { PowerSpectrum($0) }, real: real.map { PowerSpectrum($0) })
    bands = [48, 64, 96, 124].compactMap { cycles in
      let place = Double(cycles) * Double(width) / 256
      guard place + 2 <= Double(width) / 2 else { return nil }
      let ratios = zip(spectra.made, spectra.real).map {
        $0.radial(place) / max($1.radial(place), 1e-12)
      }
      return Band(cycles: cycles, ratio: ratios.median)
    }
    latticePeak = Lattice.peak(of: spectra.made)
    let fine = (
      made: made.map { GreyPicture($0).highPassed() },
      real: real.map { GreyPicture($0).highPassed() }
    )
    latticeShare = Lattice.share(of: fine.made)
    let inner = labels.map { InnerPixels($0) }
    let reals = StreakCounter.correlations(fine.real, inner)
    streaks = StreakCounter.correlations(fine.made, inner).compactMap { label, made in
      reals[label].map { Streak(label: label, real: $0, made: made) }
    }.sorted { $0.label < $1.label }
  }
}

/// Structures that repeat with a fixed period from the picture's corner on.
enum Lattice {
  /// Highest power on an axis at periods of 2…16 pixels, as a multiple of the median of the power
  /// 2…6 cycles beside it; both averaged over the pictures.
  static func peak(of spectra: [PowerSpectrum]) -> Double {
    guard let first = spectra.first else { return 0 }
    var highest = 0.0
    for isColumn in [true, false] {
      let length = isColumn ? first.width : first.height
      func power(_ place: Int) -> Double {
        spectra.reduce(0) {
          $0 + (isColumn ? $1.power(column: place, row: 0) : $1.power(column: 0, row: place))
        }
      }
      for period in [2, 4, 8, 16] where length / period > 6 {
        let place = length / period
        let around = (2...6).flatMap { [place - $0, place + $0] }.filter { $0 <= length / 2 }
          .map(power)
        highest = max(highest, power(place) / max(around.median, 1e-12))
      }
    }
    return highest
  }

  /// Share of the variance of fine structure that its mean over cells of a period explains, at most
  /// over the periods, less the share that as many independent numbers would explain by chance.
  static func share(of fine: [GreyPicture]) -> Double {
    var highest = 0.0
    for period in [2, 4, 8, 16, 32] {
      var shares: [Double] = []
      for picture in fine where picture.width >= 2 * period && picture.height >= 2 * period {
        let columns = picture.width / period * period
        let rows = picture.height / period * period
        var cell = [Double](repeating: 0, count: period * period)
        var variance = 0.0
        for y in 0..<rows {
          for x in 0..<columns {
            let value = Double(picture.values[y * picture.width + x])
            cell[y % period * period + x % period] += value
            variance += value * value
          }
        }
        let cells = Double(rows * columns) / Double(period * period)
        let locked = cell.reduce(0) { $0 + $1 * $1 / cells }
        shares.append(locked / max(variance, 1e-12) - 1 / cells)
      }
      highest = max(highest, shares.isEmpty ? 0 : shares.reduce(0, +) / Double(shares.count))
    }
    return highest
  }
}

/// The pixels of a map that are at least 12 pixels away from any other label, by label.
struct InnerPixels {
  static let distance = 12
  let width: Int
  let height: Int
  /// The label of such a pixel, −1 elsewhere.
  let labels: [Int32]

  init(_ map: LabelMap) {
    let (width, height) = (map.width, map.height)
    // How many pixels to the left and above, this one included, have this label without a break.
    func isUniform(_ map: [Int32], along step: Int, count: Int, at place: Int) -> Bool {
      (1...Self.distance).allSatisfy { offset in
        let (before, after) = (count - offset, count + offset)
        let length = step == 1 ? width : height
        let low = before < 0 || map[place - offset * step] == map[place]
        let high = after >= length || map[place + offset * step] == map[place]
        return low && high
      }
    }
    let ids = map.elements.map { Int32($0) }
    // Uniform along the row, then along the column of such pixels: a square.
    var rows = [Int32](repeating: -1, count: ids.count)
    for y in 0..<height {
      for x in 0..<width where isUniform(ids, along: 1, count: x, at: y * width + x) {
        rows[y * width + x] = ids[y * width + x]
      }
    }
    var inner = [Int32](repeating: -1, count: ids.count)
    for y in 0..<height {
      for x in 0..<width where rows[y * width + x] >= 0 {
        if isUniform(rows, along: width, count: y, at: y * width + x) {
          inner[y * width + x] = rows[y * width + x]
        }
      }
    }
    self.width = width
    self.height = height
    labels = inner
  }
}

/// Correlations of fine structure with itself 12 pixels further on, by label.
enum StreakCounter {
  /// Pixels a label must have in a picture, and pictures in which it must have them.
  static let (pixels, pictures) = (1500, 4)

  /// Correlation to the right and down, −1…1, by label.
  static func correlations(_ fine: [GreyPicture], _ maps: [InnerPixels]) -> [Int: [Double]] {
    struct Sums {
      var pictures = 0
      /// Σab, Σaa, Σbb per axis.
      var axes = [[Double]](repeating: [0, 0, 0], count: 2)
    }
    var found: [Int: Sums] = [:]
    for (picture, map) in zip(fine, maps) {
      var counts: [Int: Int] = [:]
      for label in map.labels where label >= 0 { counts[Int(label), default: 0] += 1 }
      for label in counts.filter({ $0.value >= pixels }).keys {
        var sums = found[label] ?? Sums()
        sums.pictures += 1
        for y in 0..<map.height {
          for x in 0..<map.width where map.labels[y * map.width + x] == label {
            let first = Double(picture.values[y * map.width + x])
            let others = [(x + InnerPixels.distance, y), (x, y + InnerPixels.distance)]
            for (axis, other) in others.enumerated()
            where other.0 < map.width && other.1 < map.height {
              let place = other.1 * map.width + other.0
              guard map.labels[place] == label else { continue }
              let second = Double(picture.values[place])
              sums.axes[axis][0] += first * second
              sums.axes[axis][1] += first * first
              sums.axes[axis][2] += second * second
            }
          }
        }
        found[label] = sums
      }
    }
    return found.filter { $0.value.pictures >= pictures }.mapValues { sums in
      sums.axes.map { $0[0] / max(($0[1] * $0[2]).squareRoot(), 1e-9) }
    }
  }
}

extension Array where Element == Double {
  /// The middle one by size; 0 of none.
  var median: Double {
    if isEmpty { return 0 }
    let ordered = sorted()
    let middle = count / 2
    return count % 2 == 1 ? ordered[middle] : (ordered[middle - 1] + ordered[middle]) / 2
  }
}
