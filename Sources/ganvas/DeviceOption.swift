public import ArgumentParser
public import Tensors

extension DeviceChoice: ExpressibleByArgument {}
