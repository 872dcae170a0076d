public import Generators
public import Synthesis
import Tensors

/// Turns everything but cancellation into words for the painter.
func translatingErrors<Result>(_ body: () throws -> Result) throws -> Result {
  do {
    return try body()
  } catch let error as CancellationError {
    throw error
  } catch let error as SynthesisError {
    throw error
  } catch let error as ModelError {
    throw SynthesisError(error)
  } catch let error as TensorError {
    throw SynthesisError(.engine(error))
  } catch {
    throw SynthesisError(what: "\(error)")
  }
}

extension SynthesisError {
  /// The same failure in the painter's terms.
  public init(_ error: ModelError) {
    self.init(what: error.what, location: error.location, advice: error.advice)
  }
}
