/// Turns the pixels of one label PNG into ids that the label set knows.
struct LabelMapReader {
  let file: String
  let labels: LabelSet
  let interpretation: LabelInterpretation
  let replacement: Int?
  /// Whether colours of no class take the nearest one's class, however many they are.
  let takesNearestColor: Bool
  /// Whether the file was written by `LabelMapFile.encode` with this set: no guessing then.
  let isOwnFile: Bool
  var diagnoses: [LabelMapDiagnosis] = []
  /// Whether the values came from colours and are sure to be ids.
  private var cameFromColors = false

  init(
    file: String, labels: LabelSet, interpretation: LabelInterpretation, replacement: Int?,
    takesNearestColor: Bool = false, isOwnFile: Bool
  ) {
    self.file = file
    self.labels = labels
    self.interpretation = interpretation
    self.replacement = replacement
    self.takesNearestColor = takesNearestColor
    self.isOwnFile = isOwnFile
  }

  /// The file's values as ids, not yet checked against the set.
  mutating func values(of png: PNGImage) throws(LabelMapError) -> Raster<UInt16> {
    switch png.content {
    case .gray(let values):
      return values
    case .color(let image):
      return try ids(of: image)
    case .indexed(let indices, let palette):
      guard !isOwnFile, meansColors(indices, palette) else { return indices }
      let black = RGB(0, 0, 0)
      return try ids(of: indices.map { Int($0) < palette.count ? palette[Int($0)] : black })
    }
  }

  /// Whether an indexed file's palette, not its indices, says what the pixels are: every colour
  /// in use is a class's colour, but mostly not that of the class with the index's number.
  private func meansColors(_ indices: Raster<UInt16>, _ palette: [RGB]) -> Bool {
    switch interpretation {
    case .gauGANColors: return true
    case .oneBased, .zeroBased: return false
    case .automatic: break
    }
    let used = Histogram(indices).values.filter { $0.id < palette.count }
    let colors = used.map { palette[$0.id] }
    let table = LabelColors(labels: labels)
    for coding in [ColorCoding.labelSet, .spade, .pix2pixHD] {
      let byID = Dictionary(table.colors(of: coding).map { ($0.id, $0.color) }) { first, _ in first
      }
      let agreeing = used.count { byID[$0.id] == palette[$0.id] }
      if agreeing > 0, 2 * agreeing >= used.count { return false }
    }
    if table.areGauGAN(colors) { return true }
    let hasUnknownIndex = used.contains { !labels.contains(id: $0.id) && $0.id != labels.ignore }
    return [ColorCoding.labelSet, .spade, .pix2pixHD].contains { coding in
      let ids = table.ids(by: coding)
      return colors.allSatisfy { ids[$0] != nil } && (Set(colors).count > 1 || hasUnknownIndex)
    }
  }

  private mutating func ids(of image: RGBImage) throws(LabelMapError) -> Raster<UInt16> {
    let counts = ColorCounts(image)
    let table = LabelColors(labels: labels)
    if table.hasGauGANIDs, interpretation == .gauGANColors || table.areGauGAN(counts.colors.keys) {
      cameFromColors = true
      diagnoses.append(.readFromColors(.gauGAN, colors: counts.colors.count))
      return image.map { UInt16($0.red) }
    }

    // Take the coding that explains most pixels.
    var best: (coding: ColorCoding, ids: [RGB: UInt16], matched: Int)?
    for coding in [ColorCoding.labelSet, .spade, .pix2pixHD] {
      let ids = table.ids(by: coding)
      let matched = counts.colors.reduce(0) { $0 + (ids[$1.key] == nil ? 0 : $1.value.pixels) }
      if matched > best?.matched ?? -1 { best = (coding, ids, matched) }
    }
    guard let best else { preconditionFailure("there are three codings") }
    let area = image.size.area
    if best.matched < area,
      counts.colors.keys.allSatisfy({ $0.red == $0.green && $0.green == $0.blue })
    {
      diagnoses.append(.grayStoredAsColor)
      return image.map { UInt16($0.red) }
    }
    if best.matched * 50 < area * 49,
      interpretation == .gauGANColors || table.areGauGAN(counts.colors.keys)
    {
      return try translatedGauGAN(image, counts)
    }
    // Smoothed edges are few; more foreign colours than that mean another label set.
    guard best.matched * 50 >= area * 49 || takesNearestColor else {
      throw unknownColor(in: counts, known: best.ids)
    }
    var ids = best.ids
    for color in counts.colors.keys where ids[color] == nil {
      ids[color] = nearest(to: color, in: best.ids)
    }
    cameFromColors = true
    diagnoses.append(
      .readFromColors(
        best.coding, colors: Set(ids.filter { counts.colors[$0.key] != nil }.values).count))
    if best.matched < area {
      let pixels = area - best.matched
      diagnoses.append(.nearestColors(pixels: pixels, share: Double(pixels) / Double(area)))
    }
    return mapRuns(image) { ids[$0] ?? 0 }
  }

  /// A map of the GauGAN demo for a set of other classes: each of the demo's labels becomes the
  /// one of its name or meaning.
  private mutating func translatedGauGAN(
    _ image: RGBImage, _ counts: ColorCounts
  ) throws(LabelMapError) -> Raster<UInt16> {
    let translation = LabelTranslation(from: .gauGAN, to: labels)
    for (color, count) in counts.colors.sorted(by: { $0.value.first < $1.value.first })
    where translation.matches[Int(color.red)] == nil {
      throw .unknownColors(
        file: file, color: color,
        first: PixelPoint(x: count.first % counts.width, y: count.first / counts.width),
        share: Double(count.pixels) / Double(Swift.max(1, counts.area)), labels: labels.name)
    }
    cameFromColors = true
    diagnoses.append(.readFromColors(.gauGAN, colors: counts.colors.count))
    let used = Set(counts.colors.keys.map { Int($0.red) })
    diagnoses.append(
      .translated(
        translation.matches.filter { used.contains($0.key) }
          .sorted { $0.key < $1.key }
          .map { "\(LabelSet.gauGAN.name(of: $0.key)) → \(labels.name(of: $0.value.id))" }))
    return image.map { color in UInt16(translation.matches[Int(color.red)]?.id ?? 0) }
  }

  private func unknownColor(in counts: ColorCounts, known: [RGB: UInt16]) -> LabelMapError {
    let unknown = counts.colors.filter { known[$0.key] == nil }
    let pixels = unknown.values.reduce(0) { $0 + $1.pixels }
    let first = unknown.min { $0.value.first < $1.value.first }
    let index = first?.value.first ?? 0
    return .unknownColors(
      file: file, color: first?.key ?? RGB(0, 0, 0),
      first: PixelPoint(x: index % counts.width, y: index / counts.width),
      share: Double(pixels) / Double(Swift.max(1, counts.area)), labels: labels.name)
  }

  private func nearest(to color: RGB, in table: [RGB: UInt16]) -> UInt16 {
    func distance(_ other: RGB) -> Int {
      let red = Int(color.red) - Int(other.red)
      let green = Int(color.green) - Int(other.green)
      let blue = Int(color.blue) - Int(other.blue)
      return red * red + green * green + blue * blue
    }
    // Equal distances go to the lower id, so that the result never depends on hashing.
    return table.min { (distance($0.key), $0.value) < (distance($1.key), $1.value) }?.value ?? 0
  }

  /// Ids of the set: shifted if asked, the ignored value replaced, unknown ones refused.
  mutating func checked(_ values: Raster<UInt16>) throws(LabelMapError) -> LabelMap {
    let histogram = Histogram(values)
    var replaced: [Int: Int] = [:]  // value in the file -> id of the set
    var unknown: [UnknownLabel] = []
    for value in histogram.values {
      let id = value.id + shift(of: value.id)
      if labels.contains(id: id) {
        if id != value.id { replaced[value.id] = id }
      } else if let unlabelled = labels.unlabelled, isUnlabelled(value.id) {
        replaced[value.id] = unlabelled
        diagnoses.append(
          .ignoredValue(value: value.id, pixels: value.pixels, share: histogram.share(value.pixels))
        )
      } else {
        unknown.append(value)
        if let replacement { replaced[value.id] = replacement }
      }
    }
    if !unknown.isEmpty {
      guard let replacement else {
        throw .unknownIDs(
          file: file, unknown, labels: labels.name, hint: hint(for: unknown, in: histogram))
      }
      diagnoses.append(.unknownIDs(unknown, replacedBy: replacement))
    }
    if interpretation == .automatic, !isOwnFile, !cameFromColors { guessMistakes(in: histogram) }

    let map = replaced.isEmpty ? values : mapRuns(values) { UInt16(replaced[Int($0)] ?? Int($0)) }
    if let unlabelled = labels.unlabelled {
      let pixels = histogram.values.reduce(0) {
        $0 + ((replaced[$1.id] ?? $1.id) == unlabelled ? $1.pixels : 0)
      }
      if pixels > 0 { diagnoses.append(.unlabelled(share: histogram.share(pixels))) }
    }
    return map
  }

  /// What is added to a value of the file to get the id.
  private func shift(of value: Int) -> Int {
    switch interpretation {
    case .oneBased: value == labels.ignore ? 0 : -1
    case .zeroBased: value == labels.ignore || value == 255 ? 0 : 1
    case .automatic, .gauGANColors: 0
    }
  }

  /// Whether a value outside the set means "no class": the set's own such value, 255 by custom,
  /// or 0 where ids count from 1.
  private func isUnlabelled(_ value: Int) -> Bool {
    value == labels.ignore || (labels.ignore == nil && value == 255)
      || (interpretation == .oneBased && value == 0)
  }

  /// Ids of real classes when they are 0…n − 1 without gaps: n; otherwise `nil`.
  private var classCount: Int? {
    let ids = labels.labels.map(\.id).filter { $0 != labels.unlabelled }
    return ids.elementsEqual(0..<ids.count) ? ids.count : nil
  }

  private func looksOneBased(_ histogram: Histogram) -> Int? {
    let ids = histogram.values.map(\.id).filter { $0 != labels.ignore && $0 != 255 }
    guard let classCount, let lowest = ids.first, let highest = ids.last else { return nil }
    return lowest >= 1 && highest == classCount ? highest : nil
  }

  private mutating func guessMistakes(in histogram: Histogram) {
    if let highest = looksOneBased(histogram) {
      diagnoses.insert(.looksOneBased(highest: highest), at: 0)
    }
    let ids = histogram.values.map(\.id)
    if labels.unlabelled == 0, labels.ignore != 255, ids.last == 255, let last = labels.labels.last,
      let highest = ids.dropLast().last, highest < last.id
    {
      diagnoses.insert(.looksZeroBased, at: 0)
    }
    if labels.name == "cityscapes", ids.last == 255, ids.dropLast().last.map({ $0 <= 18 }) ?? false
    {
      diagnoses.insert(.looksLikeTrainIDs, at: 0)
    }
  }

  private func hint(for unknown: [UnknownLabel], in histogram: Histogram) -> LabelMapError.Hint? {
    if unknown.map(\.id) == [255] { return .unlabelled(value: 255) }
    if interpretation == .automatic, looksOneBased(histogram) != nil { return .oneBased }
    let factor = histogram.values.reduce(0) { greatestCommonDivisor($0, $1.id) }
    // One value alone is a multiple of itself: that says nothing.
    let severalValues = histogram.values.count { $0.id != 0 } > 1
    if factor > 1, severalValues,
      histogram.values.allSatisfy({ labels.contains(id: $0.id / factor) })
    {
      return .scaled(by: factor)
    }
    return nil
  }
}

private func greatestCommonDivisor(_ a: Int, _ b: Int) -> Int {
  b == 0 ? a : greatestCommonDivisor(b, a % b)
}
