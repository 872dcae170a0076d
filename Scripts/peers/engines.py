"""The runtimes that Ganvas is measured against, each with the same network and weights."""

from __future__ import annotations

import copy
import dataclasses
import pathlib
import signal
import sys
import time
from collections.abc import Callable

import numpy
import onnx
import onnxruntime
import torch
from torch import Tensor, nn

OPSET = 17

# What a network takes, one picture's worth, float32: a one-hot map [1, L, H, W], z [1, latent],
# weights of classes [1, classes]; a network names its own under `inputs`.
Inputs = tuple[numpy.ndarray, ...]


@dataclasses.dataclass
class Engine:
    """One runtime in one precision."""

    name: str
    precision: str
    load_seconds: float
    # Inputs to what `run` takes.
    prepare: Callable[[Inputs], object]
    # The part that is timed.
    run: Callable[[object], object]

    def picture(self, inputs: Inputs) -> numpy.ndarray:
        """[1, 3, H, W], -1...1, float32."""
        result = self.run(self.prepare(inputs))
        return result.float().numpy() if isinstance(result, Tensor) else result


def note(text: str) -> None:
    """Tells what is being done; results go to the standard output, this does not."""
    print(text, file=sys.stderr, flush=True)


def all_engines(
    network: nn.Module,
    file: pathlib.Path,
    threads: int,
    example: Inputs,
    compile_limit: int,
) -> list[Engine]:
    """Every engine that works here; why one does not is said on the standard error.

    - file: The network as ONNX; made if it is not there.
    - example: Inputs to compile and check with.
    - compile_limit: Seconds after which `torch.compile` is given up; 0 leaves it out.
    """
    half = in_bfloat16(network)
    engines = [
        on_onnxruntime(exported(network, file, example), threads),
        on_pytorch(network, "pytorch-eager", "float32"),
        on_pytorch(network, "pytorch-channels-last", "float32"),
        on_pytorch(half, "pytorch-eager", "bfloat16"),
        on_pytorch(half, "pytorch-channels-last", "bfloat16"),
    ]
    for source, precision in ((network, "float32"), (half, "bfloat16")):
        if compile_limit > 0:
            engine = compiled(source, precision, example, compile_limit)
            engines += [] if engine is None else [engine]
    reason = bfloat16_reason()
    if reason is None:
        half_file = file.with_name(file.stem + "-bfloat16.onnx")
        path = exported(Widened(half), half_file, example)
        engines.append(on_onnxruntime(path, threads, "bfloat16"))
    else:
        note(f"onnxruntime bfloat16: not offered on this processor ({reason})")
    return engines


def in_bfloat16(network: nn.Module) -> nn.Module:
    """A copy with bfloat16 weights; batch norms stay float32, as PyTorch allows."""
    half = copy.deepcopy(network).to(torch.bfloat16)
    for layer, original in zip(half.modules(), network.modules()):
        if isinstance(layer, nn.BatchNorm2d):
            layer.load_state_dict(layer.float().state_dict() | original.state_dict())
    return half


def torch_inputs(
    precision: str, layout: torch.memory_format
) -> Callable[[Inputs], tuple[Tensor, ...]]:
    """Gives what prepares inputs of a precision; maps get the memory format."""
    kind = getattr(torch, precision)

    def one(values: numpy.ndarray) -> Tensor:
        tensor = torch.from_numpy(values).to(kind)
        return tensor.contiguous(memory_format=layout) if tensor.dim() == 4 else tensor

    return lambda inputs: tuple(one(values) for values in inputs)


def on_pytorch(network: nn.Module, name: str, precision: str) -> Engine:
    """Eager PyTorch, with channels first or last."""
    start = time.perf_counter()
    layout = torch.contiguous_format
    if name.endswith("channels-last"):
        layout = torch.channels_last
        network = copy.deepcopy(network).to(memory_format=layout)

    def run(inputs: tuple[Tensor, ...]) -> Tensor:
        with torch.inference_mode():
            return network(*inputs)

    load = time.perf_counter() - start
    return Engine(name, precision, load, torch_inputs(precision, layout), run)


def compiled(
    network: nn.Module,
    precision: str,
    example: Inputs,
    limit: int,
) -> Engine | None:
    """`torch.compile` with frozen weights and channels last; None where it does not work."""
    layout = torch.channels_last
    prepare = torch_inputs(precision, layout)

    def late(*_: object) -> None:
        raise TimeoutError(f"not done after {limit} s")

    start = time.perf_counter()
    before = signal.signal(signal.SIGALRM, late)
    signal.alarm(limit)
    try:
        # Freezing lets it pack the weights once, as Ganvas does.
        import torch._inductor.config as settings

        settings.freezing = True
        program = torch.compile(copy.deepcopy(network).to(memory_format=layout))

        def run(inputs: tuple[Tensor, ...]) -> Tensor:
            with torch.no_grad():
                return program(*inputs)

        note(f"torch.compile {precision} ...")
        run(prepare(example))
    except Exception as error:  # noqa: BLE001: whatever stops it is the finding.
        lines = [line.strip() for line in str(error).splitlines() if line.strip()]
        reason = " ".join(lines[:2])
        note(f"pytorch-compile {precision}: does not work here ({type(error).__name__}: {reason})")
        return None
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, before)
    load = time.perf_counter() - start
    return Engine("pytorch-compile", precision, load, prepare, run)


class Widened(nn.Module):
    """A bfloat16 network that takes and gives float32."""

    def __init__(self, network: nn.Module):
        super().__init__()
        self.network = network
        self.inputs = network.inputs

    def forward(self, *inputs: Tensor) -> Tensor:
        """As the network inside."""
        return self.network(*(x.bfloat16() for x in inputs)).float()


def exported(network: nn.Module, file: pathlib.Path, example: Inputs) -> pathlib.Path:
    """Writes the network as ONNX with fixed shapes, unless the file is there."""
    if file.exists():
        return file
    note(f"exporting {file.name} ...")
    inputs = torch_inputs("float32", torch.contiguous_format)(example)
    file.parent.mkdir(parents=True, exist_ok=True)
    temporary = file.with_suffix(".part")
    with torch.no_grad():
        torch.onnx.export(
            network,
            inputs,
            str(temporary),
            input_names=list(network.inputs[: len(inputs)]),
            output_names=["picture"],
            opset_version=OPSET,
            dynamo=False,
        )
    onnx.checker.check_model(str(temporary))
    temporary.rename(file)
    return file


def options(threads: int) -> onnxruntime.SessionOptions:
    """All graph optimizations, on so many threads."""
    chosen = onnxruntime.SessionOptions()
    chosen.intra_op_num_threads = threads
    chosen.inter_op_num_threads = 1
    chosen.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_ALL
    chosen.log_severity_level = 3
    return chosen


def on_onnxruntime(file: pathlib.Path, threads: int, precision: str = "float32") -> Engine:
    """ONNX Runtime on the processor."""
    start = time.perf_counter()
    session = onnxruntime.InferenceSession(
        str(file), options(threads), providers=["CPUExecutionProvider"]
    )

    names = [given.name for given in session.get_inputs()]

    def prepare(inputs: Inputs) -> dict[str, numpy.ndarray]:
        return dict(zip(names, inputs, strict=True))

    def run(inputs: dict[str, numpy.ndarray]) -> numpy.ndarray:
        return session.run(None, inputs)[0]

    return Engine("onnxruntime", precision, time.perf_counter() - start, prepare, run)


def bfloat16_reason() -> str | None:
    """Why ONNX Runtime cannot convolve bfloat16 here; None if it can."""
    kind = onnx.TensorProto.BFLOAT16
    helper = onnx.helper
    weight = helper.make_tensor("w", kind, [1, 1, 1, 1], [1.0])
    graph = helper.make_graph(
        [helper.make_node("Conv", ["x", "w"], ["y"])],
        "probe",
        [helper.make_tensor_value_info("x", kind, [1, 1, 4, 4])],
        [helper.make_tensor_value_info("y", kind, [1, 1, 4, 4])],
        [weight],
    )
    # Conv takes bfloat16 from opset 22 on.
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 22)], ir_version=10)
    try:
        onnxruntime.InferenceSession(
            model.SerializeToString(), options(1), providers=["CPUExecutionProvider"]
        )
    except Exception as error:  # noqa: BLE001: it has many exceptions of its own.
        return str(error).splitlines()[0]
    return None


def multiplications(network: nn.Module, *inputs: Tensor) -> float:
    """Multiply-adds of one frame in convolutions and linear layers, counted while it is computed."""
    total = 0.0

    def count(layer: nn.Module, given: tuple, output: Tensor) -> None:
        nonlocal total
        # A transposed convolution meets every weight once per pixel of its input.
        pixels = given[0] if isinstance(layer, nn.ConvTranspose2d) else output
        total += layer.weight[0].numel() * pixels.numel()

    hooks = [
        layer.register_forward_hook(count)
        for layer in network.modules()
        if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d, nn.Linear))
    ]
    with torch.inference_mode():
        network(*inputs)
    for hook in hooks:
        hook.remove()
    return total
