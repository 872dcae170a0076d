import Foundation
import Generators
import TestSupport
import Testing

@Suite struct ReferenceOptionsTests {
  @Test("An opt.txt is read as Python printed it") func textFile() throws {
    let options = ReferenceOptions(
      text: """
        ----------------- Options ---------------
                     aspect_ratio: 1.3333333333333333
                 checkpoints_dir: ./checkpoints                 \t[default: ./checkpoints]
                        crop_size: 128                           \t[default: 256]
                      no_instance: True                          \t[default: False]
                         phase_id: None
                           norm_G: spectralspadesyncbatch3x3
        ----------------- End -------------------
        """)
    #expect(try options.number("aspect_ratio") == 1.3333333333333333)
    #expect(try options.integer("crop_size") == 128)
    #expect(try options.flag("no_instance") == true)
    #expect(try options.text("norm_G") == "spectralspadesyncbatch3x3")
    #expect(try options.text("checkpoints_dir") == "./checkpoints")
    #expect(try options.text("phase_id") == nil)
    #expect(!options.contains("End"))
    #expect(throws: ConfigurationError.self) { try options.integer("norm_G") }
  }

  @Test(
    "The name of the normalization is taken apart",
    arguments: [
      ("spectralspadesyncbatch3x3", true, SPADEConfiguration.Normalization.syncbatch, 3),
      ("spectralspadebatch5x5", true, .batch, 5), ("spadeinstance3x3", false, .instance, 3),
    ])
  func normalization(
    name: String, isSpectral: Bool, kind: SPADEConfiguration.Normalization, kernel: Int
  ) throws {
    let options = ReferenceOptions(["label_nc": .int(3), "norm_G": .string(name)])
    let configuration = try SPADEConfiguration(reference: options)
    #expect(configuration.isSpectral == isSpectral)
    #expect(configuration.normalization == kind)
    #expect(configuration.kernel == kernel)
  }

  @Test(
    "Options that cannot be name the option",
    arguments: [
      ("norm_G", JSONValue.string("spectralinstance")), ("norm_G", .string("spadebatch7x7")),
      ("norm_G", .string("spade3x3")), ("netG", .string("pix2pixhd")),
      ("num_upsampling_layers", .string("least")), ("ngf", .int(1 << 40)),
      ("ngf", .string("many")), ("crop_size", .int(-256)), ("aspect_ratio", .double(0)),
      ("semantic_nc", .int(99)), ("use_vae", .int(1)), ("label_nc", .null),
    ])
  func impossible(name: String, value: JSONValue) {
    let options = ReferenceOptions([name: value])
      .completed(by: ReferenceOptions(["label_nc": .int(3)]))
    if name == "label_nc" {
      #expect(throws: ConfigurationError.self) {
        try SPADEConfiguration(reference: ReferenceOptions())
      }
    } else {
      #expect(throws: ConfigurationError.self) { try SPADEConfiguration(reference: options) }
    }
  }

  @Test("Broken files are errors that name the file") func brokenFiles() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appendingPathComponent("opt.txt")
    #expect(throws: ModelError.self) { try ReferenceOptions(textFile: file) }
    try Data([0xff, 0xfe, 0x00]).write(to: file)
    #expect(throws: ModelError.self) { try ReferenceOptions(textFile: file) }
    try Data("nothing here".utf8).write(to: file)
    let error = #expect(throws: ModelError.self) { try ReferenceOptions(textFile: file) }
    #expect(error?.description.contains("opt.txt") == true)
    try Data("[1, 2]".utf8).write(to: file)
    #expect(throws: ModelError.self) { try ReferenceOptions(jsonFile: file) }
    #expect(throws: ModelError.self) { try ReferenceOptions(jsonFile: folder.url) }
  }
}
