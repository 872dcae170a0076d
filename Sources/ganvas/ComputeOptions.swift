public import ArgumentParser
import Foundation
import Sharding
public import Tensors

/// How many threads compute: for every command that computes on the processor alone.
struct ThreadOptions: ParsableArguments {
  @Option(help: "Threads; what the scheduler or the machine grants if absent.")
  var threads: Int?

  func validate() throws {
    if let threads, !(1...1024).contains(threads) {
      throw ValidationError("--threads is a number from 1 to 1024")
    }
  }

  /// The number of threads that was asked for, else that of the rule.
  var threadCount: Int { threads ?? ThreadRule.current().count }
}

/// Where and with how many threads networks compute: for every command with a choice of devices.
struct ComputeOptions: ParsableArguments {
  @Option(help: "auto, cpu or cuda.")
  var device = DeviceChoice.auto

  @OptionGroup var processor: ThreadOptions

  /// The number of threads that was asked for, else that of the rule.
  var threadCount: Int { processor.threadCount }
}

extension DeviceChoice: ExpressibleByArgument {}
