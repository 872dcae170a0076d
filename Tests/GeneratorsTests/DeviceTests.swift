import Generators
import Tensors
import Testing

@Suite("Devices", .serialized) struct DeviceTests {
  init() throws { try Engine.load(usesCUDA: true) }

  @Test("Asking for CUDA without it says so; auto takes the CPU then") func missing() throws {
    #expect(try Engine.device(for: .cpu) == .cpu)
    guard !Engine.hasCUDA else { return }
    #expect(try Engine.device(for: .auto) == .cpu)
    #expect(throws: TensorError.self) { try Engine.device(for: .cuda) }
  }

  @Test("Moving a model to where it is changes nothing")
  func stays() throws {
    var configuration = SPADEConfiguration(labelCount: 3)
    configuration.ngf = 2
    configuration.cropSize = 64
    configuration.hiddenChannels = 4
    let networks = SPADENetworkPair.calibrated(configuration, seed: 1)
    var model = SPADEModel(
      name: "tiny", generator: networks.generator, labelSet: .numbered(3))
    let before = try model.preview()
    try model.move(to: .cpu)
    #expect(try model.preview() == before)
    // Where there is a CUDA device, the same picture within rounding of 8 bits.
    guard Engine.hasCUDA else { return }
    try model.move(to: .cuda)
    let moved = try model.preview()
    #expect(zip(moved.elements, before.elements).allSatisfy { abs(Int($0.red) - Int($1.red)) < 3 })
  }
}
