import Imaging
import Foundation

extension Patch {
  /// Compact bytes of the patch, for journals: numbers of 7 bits per byte, gaps instead of
  /// positions, one flag byte per run that says which values repeat. About 4 bytes per run.
  public func encoded() -> [UInt8] {
    var writer = ByteWriter()
    switch change {
    case .pixels(let size, let runs):
      writer.bytes.append(0)
      writer.write(UInt64(size.width))
      writer.write(UInt64(size.height))
      writer.write(UInt64(runs.count))
      writer.write(runs)
    case .whole(let before, let after):
      writer.bytes.append(1)
      writer.write(before)
      writer.write(after)
    }
    return writer.bytes
  }

  /// Reads what `encoded()` wrote. Every number is checked before it is used.
  /// - Throws: `CanvasDataError` when the bytes are cut or say what no patch says.
  public init(decoding bytes: some Sequence<UInt8>) throws(CanvasDataError) {
    var reader = ByteReader(Array(bytes))
    switch try reader.byte() {
    case 0:
      let size = try reader.size()
      self.init(size: size, runs: try reader.runs(in: size))
    case 1:
      let before = try reader.content()
      self.init(replacing: before, with: try reader.content())
    case let kind:
      throw .malformed(reason: "no kind of patch has number \(kind)")
    }
    guard reader.isAtEnd else { throw .malformed(reason: "bytes follow the end of the patch") }
  }
}

/// Which values of a run are those of the run before it.
private enum RunFlags {
  static let sameLabels: UInt8 = 1
  static let sameInstances: UInt8 = 2
  static let keepsLabel: UInt8 = 4
  static let keepsInstance: UInt8 = 8
  static let all: UInt8 = 15
}

private struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func write(_ value: UInt64) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }

  mutating func write(_ runs: [Patch.Run]) {
    var end: UInt32 = 0
    var last: Patch.Run?
    for run in runs {
      var flags: UInt8 = 0
      if let last, last.oldLabel == run.oldLabel, last.newLabel == run.newLabel {
        flags |= RunFlags.sameLabels
      } else if run.oldLabel == run.newLabel {
        flags |= RunFlags.keepsLabel
      }
      if let last, last.oldInstance == run.oldInstance, last.newInstance == run.newInstance {
        flags |= RunFlags.sameInstances
      } else if run.oldInstance == run.newInstance {
        flags |= RunFlags.keepsInstance
      }
      bytes.append(flags)
      write(UInt64(run.start - end))
      write(UInt64(run.count))
      if flags & RunFlags.sameLabels == 0 {
        write(UInt64(run.oldLabel))
        if flags & RunFlags.keepsLabel == 0 { write(UInt64(run.newLabel)) }
      }
      if flags & RunFlags.sameInstances == 0 {
        write(UInt64(run.oldInstance))
        if flags & RunFlags.keepsInstance == 0 { write(UInt64(run.newInstance)) }
      }
      end = run.start + run.count
      last = run
    }
  }

  mutating func write(_ content: MapContent) {
    write(UInt64(content.size.width))
    write(UInt64(content.size.height))
    write(RunLength(content.labels)) { UInt64($0) }
    write(RunLength(content.instances)) { UInt64($0) }
    // A label set is small and rarely written: plain JSON.
    let text = (try? JSONEncoder().encode(content.labelSet)) ?? Data()
    write(UInt64(text.count))
    bytes.append(contentsOf: text)
  }

  private mutating func write<Element>(
    _ runs: RunLength<Element>, _ number: (Element) -> UInt64
  ) {
    write(UInt64(runs.values.count))
    for (value, count) in zip(runs.values, runs.counts) {
      write(number(value))
      write(UInt64(count))
    }
  }
}

private struct ByteReader {
  private let bytes: [UInt8]
  private var position = 0

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  var isAtEnd: Bool { position == bytes.count }

  mutating func byte() throws(CanvasDataError) -> UInt8 {
    guard position < bytes.count else { throw .truncated }
    defer { position += 1 }
    return bytes[position]
  }

  mutating func number(through limit: UInt64) throws(CanvasDataError) -> UInt64 {
    var value: UInt64 = 0
    for shift in stride(from: UInt64(0), through: 56, by: 7) {
      let byte = try byte()
      value |= UInt64(byte & 0x7F) << shift
      if byte & 0x80 == 0 {
        guard value <= limit else {
          throw .malformed(reason: "\(value) is more than \(limit)")
        }
        return value
      }
    }
    throw .malformed(reason: "a number of more than nine bytes")
  }

  mutating func size() throws(CanvasDataError) -> PixelSize {
    let limit = UInt64(mapAreaLimit)
    let size = PixelSize(
      width: Int(try number(through: limit)), height: Int(try number(through: limit)))
    try checkMapSize(size)
    return size
  }

  mutating func runs(in size: PixelSize) throws(CanvasDataError) -> [Patch.Run] {
    let count = Int(try number(through: UInt64(size.area)))
    // A run takes at least three bytes: a lying count cannot ask for much memory.
    guard count <= (bytes.count - position) / 3 + 1 else { throw .truncated }
    var runs: [Patch.Run] = []
    runs.reserveCapacity(count)
    var end = 0
    for _ in 0..<count {
      var run = Patch.Run(
        start: 0, count: 0, oldLabel: 0, newLabel: 0, oldInstance: 0, newInstance: 0)
      let flags = try byte()
      guard flags <= RunFlags.all else { throw .malformed(reason: "flags \(flags) of a run") }
      let start = end + Int(try number(through: UInt64(size.area - end)))
      let length = Int(try number(through: UInt64(size.area - start)))
      guard length > 0 else { throw .malformed(reason: "a run without pixels") }
      run.start = UInt32(start)
      run.count = UInt32(length)
      try readLabels(&run, flags, runs.last)
      try readInstances(&run, flags, runs.last)
      runs.append(run)
      end = start + length
    }
    return runs
  }

  private mutating func readLabels(
    _ run: inout Patch.Run, _ flags: UInt8, _ last: Patch.Run?
  ) throws(CanvasDataError) {
    if flags & RunFlags.sameLabels != 0 {
      guard let last else { throw .malformed(reason: "the first run repeats nothing") }
      (run.oldLabel, run.newLabel) = (last.oldLabel, last.newLabel)
      return
    }
    run.oldLabel = UInt16(try number(through: UInt64(UInt16.max)))
    run.newLabel =
      flags & RunFlags.keepsLabel != 0
      ? run.oldLabel : UInt16(try number(through: UInt64(UInt16.max)))
  }

  private mutating func readInstances(
    _ run: inout Patch.Run, _ flags: UInt8, _ last: Patch.Run?
  ) throws(CanvasDataError) {
    if flags & RunFlags.sameInstances != 0 {
      guard let last else { throw .malformed(reason: "the first run repeats nothing") }
      (run.oldInstance, run.newInstance) = (last.oldInstance, last.newInstance)
      return
    }
    run.oldInstance = UInt32(try number(through: UInt64(UInt32.max)))
    run.newInstance =
      flags & RunFlags.keepsInstance != 0
      ? run.oldInstance : UInt32(try number(through: UInt64(UInt32.max)))
  }

  mutating func content() throws(CanvasDataError) -> MapContent {
    let size = try size()
    let labels = try raster(of: size, limit: UInt64(UInt16.max)) { UInt16($0) }
    let instances = try raster(of: size, limit: UInt64(UInt32.max)) { UInt32($0) }
    let length = Int(try number(through: UInt64(bytes.count)))
    guard length <= bytes.count - position else { throw .truncated }
    let text = Data(bytes[position..<position + length])
    position += length
    let labelSet: LabelSet
    do {
      labelSet = try JSONDecoder().decode(LabelSet.self, from: text)
    } catch {
      throw .malformed(reason: "the label set cannot be read: \(error)")
    }
    return MapContent(labels: labels, instances: instances, labelSet: labelSet)
  }

  private mutating func raster<Element>(
    of size: PixelSize, limit: UInt64, _ element: (UInt64) -> Element
  ) throws(CanvasDataError) -> Raster<Element> {
    let count = Int(try number(through: UInt64(size.area)))
    guard count <= (bytes.count - position) / 2 + 1 else { throw .truncated }
    var runs: [(UInt64, Int)] = []
    runs.reserveCapacity(count)
    var filled = 0
    for _ in 0..<count {
      let value = try number(through: limit)
      let length = Int(try number(through: UInt64(size.area - filled)))
      filled += length
      runs.append((value, length))
    }
    guard filled == size.area else {
      throw .malformed(reason: "\(filled) pixels do not fill \(size)")
    }
    var elements: [Element] = []
    elements.reserveCapacity(filled)
    for (value, length) in runs {
      elements.append(contentsOf: repeatElement(element(value), count: length))
    }
    return Raster(width: size.width, height: size.height, elements: elements)
  }
}
