/// What a pickle may name. Anything else is refused: the reader knows no general call.
enum PickleName: Equatable {
  /// `collections.OrderedDict`, or a dictionary with attribute access (`dnnlib.EasyDict`).
  case dictionary
  /// `torch._utils._rebuild_tensor_v2`, or `_rebuild_tensor` of PyTorch before 0.4.
  case rebuildTensor
  /// `torch._utils._rebuild_parameter`.
  case rebuildParameter
  /// `torch.Size`.
  case size
  /// `torch.device`.
  case device
  /// A class such as `torch.FloatStorage`.
  case storage(ElementType)
  /// A constant such as `torch.float32`; only mentioned, never called.
  case constant
  /// `numpy.core.multiarray._reconstruct`.
  case numpyReconstruct
  /// `numpy.core.multiarray.scalar`.
  case numpyScalar
  /// `numpy.ndarray`.
  case numpyArray
  /// `numpy.dtype`.
  case numpyType
  /// `_codecs.encode`, with which old NumPy writes bytes.
  case encode
  /// `set` or `frozenset`.
  case set
  /// `torch.storage._load_from_bytes`: a checkpoint of one storage inside the pickle.
  case embeddedStorage
  /// `torch_utils.persistence._reconstruct_persistent_obj`: StyleGAN2-ADA's modules.
  case persistentObject
  /// A network module's class; instances are read as data.
  case moduleClass
  /// `collections.defaultdict`: a dictionary whose first argument is dropped.
  case defaultDictionary
  /// A class whose instances are data made by a call: `pathlib.PosixPath`, `datetime.datetime`.
  case dataClass
  /// `copyreg._reconstructor`: makes an empty instance of the class it is given.
  case reconstructor
  /// A class that this program does not know. Its instances are kept as data and named; nothing of
  /// it is ever called.
  case stranger
  /// `torch.nn.backends.thnn._get_thnn_function_backend`, which every module of PyTorch before 1.4
  /// calls without arguments; read as none.
  case legacyBackend
}

/// Which names a container may use.
struct PickleVocabulary: OptionSet, Sendable {
  let rawValue: Int

  /// Tensors in storages.
  static let tensors = PickleVocabulary(rawValue: 1)
  /// NumPy arrays and scalars.
  static let arrays = PickleVocabulary(rawValue: 2)
  /// Whole pickled modules (SinGAN).
  static let modules = PickleVocabulary(rawValue: 4)
  /// Persistent objects and embedded storages (StyleGAN2-ADA).
  static let persistence = PickleVocabulary(rawValue: 8)
  /// Storage classes only: a checkpoint inside a pickle.
  static let storages = PickleVocabulary(rawValue: 16)

  /// `.pth`: both serializations.
  static let torchFile: PickleVocabulary = [.tensors, .storages, .arrays, .modules]
  /// `.npy` and `.npz`.
  static let numpyFile: PickleVocabulary = [.arrays]
  /// `.pkl`.
  static let plainPickle: PickleVocabulary = [
    .tensors, .storages, .arrays, .modules, .persistence,
  ]

  /// The meaning of `module.name`; `nil` if this container may not use it.
  func meaning(module: String, name: String) -> PickleName? {
    if contains(.storages), module == "torch" || module == "torch.cuda",
      let type = ElementType(torchStorage: name)
    {
      return .storage(type)
    }
    if contains(.tensors), let meaning = Self.tensorName(module, name) { return meaning }
    if contains(.arrays), let meaning = Self.arrayName(module, name) { return meaning }
    if contains(.persistence), let meaning = Self.persistenceName(module, name) { return meaning }
    guard contains(.modules) else { return nil }
    if module == "torch.nn.backends.thnn", name == "_get_thnn_function_backend" {
      return .legacyBackend
    }
    if Self.isModuleClass(module, name) { return .moduleClass }
    return Self.dataName(module, name) ?? (Self.isStranger(module, name) ? .stranger : nil)
  }

  /// What trainings keep beside weights: options, paths, times.
  private static func dataName(_ module: String, _ name: String) -> PickleName? {
    switch (module, name) {
    case ("argparse", "Namespace"): .moduleClass
    case ("collections", "defaultdict"): .defaultDictionary
    case ("pathlib", "PosixPath"), ("pathlib", "PurePosixPath"), ("pathlib", "WindowsPath"),
      ("pathlib", "PureWindowsPath"), ("pathlib._local", "PosixPath"),
      ("datetime", "datetime"), ("datetime", "date"), ("datetime", "timedelta"):
      .dataClass
    case ("copy_reg", "_reconstructor"), ("copyreg", "_reconstructor"): .reconstructor
    case ("builtins", "list"), ("builtins", "dict"), ("builtins", "int"), ("builtins", "float"),
      ("builtins", "object"), ("__builtin__", "list"), ("__builtin__", "dict"),
      ("__builtin__", "int"), ("__builtin__", "float"), ("__builtin__", "object"):
      .constant
    default: nil
    }
  }

  /// Modules whose classes act: what names one of them is refused, though nothing is ever called.
  private static let acting: Set<Substring> = [
    "os", "posix", "nt", "sys", "subprocess", "builtins", "__builtin__", "importlib", "runpy",
    "code", "codeop", "ctypes", "cffi", "shutil", "socket", "ssl", "pty", "pickle", "cPickle",
    "_pickle", "dill", "cloudpickle", "joblib", "marshal", "multiprocessing", "threading",
    "asyncio", "concurrent", "webbrowser", "urllib", "http", "ftplib", "smtplib", "requests",
    "tempfile", "zipimport", "pkgutil", "pip", "setuptools", "distutils", "operator", "functools",
    "itertools", "types", "inspect", "gc", "signal", "io", "codecs", "numpy", "bdb", "pdb",
    "timeit", "trace", "commands", "popen2", "platform", "getattr",
  ]

  /// Whether a name is written as classes are, in a module that is a person's own or a network's.
  private static func isStranger(_ module: String, _ name: String) -> Bool {
    let parts = module.split(separator: ".", omittingEmptySubsequences: false)
    guard let top = parts.first, !acting.contains(top), !module.hasPrefix("torch.nn.modules"),
      parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy(isIdentifierByte) }),
      let initial = name.unicodeScalars.first, ("A"..."Z").contains(initial)
    else { return false }
    return name.utf8.allSatisfy(isIdentifierByte)
  }

  private static func tensorName(_ module: String, _ name: String) -> PickleName? {
    switch (module, name) {
    case ("collections", "OrderedDict"): .dictionary
    case ("torch._utils", "_rebuild_tensor_v2"), ("torch._utils", "_rebuild_tensor"):
      .rebuildTensor
    case ("torch._utils", "_rebuild_parameter"): .rebuildParameter
    case ("torch", "Size"): .size
    case ("torch", "device"): .device
    case ("builtins", "set"), ("__builtin__", "set"): .set
    case ("builtins", "frozenset"), ("__builtin__", "frozenset"): .set
    case ("torch", "float64"), ("torch", "float32"), ("torch", "float16"), ("torch", "bfloat16"),
      ("torch", "int64"), ("torch", "int32"), ("torch", "int16"), ("torch", "int8"),
      ("torch", "uint8"), ("torch", "bool"):
      .constant
    default: nil
    }
  }

  private static func arrayName(_ module: String, _ name: String) -> PickleName? {
    switch (module, name) {
    case ("numpy.core.multiarray", "_reconstruct"), ("numpy._core.multiarray", "_reconstruct"):
      .numpyReconstruct
    case ("numpy.core.multiarray", "scalar"), ("numpy._core.multiarray", "scalar"): .numpyScalar
    case ("numpy", "ndarray"): .numpyArray
    case ("numpy", "dtype"): .numpyType
    case ("_codecs", "encode"): .encode
    default: nil
    }
  }

  private static func persistenceName(_ module: String, _ name: String) -> PickleName? {
    switch (module, name) {
    case ("torch_utils.persistence", "_reconstruct_persistent_obj"): .persistentObject
    case ("torch.storage", "_load_from_bytes"): .embeddedStorage
    case ("dnnlib.util", "EasyDict"), ("dnnlib", "EasyDict"): .dictionary
    case ("dnnlib.tflib.network", "Network"): .moduleClass
    default: nil
    }
  }

  /// Classes of networks that people pickled whole, under whatever path they had: a package, a
  /// copy of the file, the `__main__` of a notebook. The names alone count; the instances are data.
  private static let networkClasses: Set = [
    "GeneratorConcatSkip2CleanAdd", "WDiscriminator", "ConvBlock",
  ]

  /// Classes of PyTorch's own layers and of SinGAN's networks.
  private static func isModuleClass(_ module: String, _ name: String) -> Bool {
    guard module.hasPrefix("torch.nn.modules.") || networkClasses.contains(name) else {
      return false
    }
    func isIdentifier(_ text: some StringProtocol) -> Bool {
      !text.isEmpty && text.utf8.allSatisfy(isIdentifierByte)
    }
    return isIdentifier(name)
      && module.split(separator: ".", omittingEmptySubsequences: false).allSatisfy(isIdentifier)
  }
}

/// ASCII letters, digits and the underscore.
private func isIdentifierByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
    true
  default: false
  }
}
