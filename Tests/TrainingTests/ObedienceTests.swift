import Imaging
import Testing

@testable import Training

@Suite("Labels seen in pictures") struct ObedienceTests {
  private func map(_ elements: [UInt16]) -> LabelMap {
    LabelMap(width: elements.count, height: 1, elements: elements)
  }

  @Test("Agreement is intersection over union, and leaves out what nobody knows") func agreement() {
    let unknown = TrainingExample.unknownLabel
    let agreement = LabelAgreement(
      maps: [map([0, 0, 0, 0, 1, 1, unknown, unknown]), map([2, 2])],
      seen: [map([0, 0, 0, 1, 1, 0, 5, 5]), map([2, 2])])
    #expect(agreement.pictures == 2)
    #expect(abs(agreement.accuracy - 6.0 / 8) < 1e-12)
    #expect(agreement.labels == [0: 3.0 / 5, 1: 1.0 / 3, 2: 1])
    #expect(abs(agreement.meanIoU - (0.6 + 1.0 / 3 + 1) / 3) < 1e-12)
  }

  @Test("Labels that hardly occur do not weigh as much as all others") func rare() {
    var said = [UInt16](repeating: 0, count: 5000)
    said[7] = 1
    let agreement = LabelAgreement(
      maps: [map(said)], seen: [map([UInt16](repeating: 0, count: 5000))])
    #expect(agreement.labels.keys.sorted() == [0])
    #expect(agreement.meanIoU > 0.999)
    let nothing = LabelAgreement(maps: [], seen: [])
    #expect(nothing.meanIoU == 0)
    #expect(nothing.accuracy == 0)
  }
}
