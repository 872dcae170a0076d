"""One network in every engine: opened, checked for equal pictures, and measured in turns."""

from __future__ import annotations

import argparse
import dataclasses
import json
import os
import time
from types import ModuleType

import numpy
import torch
from safetensors.torch import load_file

import engines
import machine
import maps
import results
from engines import Engine, Inputs, note
from ganvas import Ganvas

SEED = 3
# Shortest pause between two engines: threads of the one before stop spinning meanwhile.
PAUSE = 0.05


@dataclasses.dataclass(frozen=True)
class Model:
    """What is measured."""

    name: str  # Preset.
    module: ModuleType  # Definition in PyTorch.
    cases: str  # Of `ganvas bench`.
    stands_for: tuple[str, ...]  # Cases that a frame of a peer stands for.
    # Which of the peers in float32 all are compared with: the one whose median is best.
    against: tuple[str, ...] = ("onnxruntime",)
    # Further options of `ganvas bench`.
    options: tuple[str, ...] = ()
    # Largest difference between the engines in float32 that is no other function.
    tolerance: float = 1e-3


def latent(length: int, seed: int) -> numpy.ndarray:
    """z as Ganvas draws it, [1, length]."""
    return numpy.random.RandomState(seed).randn(1, length).astype(numpy.float32)


def peak(precision: str) -> float:
    """Floating-point operations per second of a convolution that fits the machine well."""
    kind = getattr(torch, precision)
    layout = torch.channels_last
    weight = torch.randn(256, 256, 3, 3).to(kind).contiguous(memory_format=layout)
    x = torch.randn(1, 256, 64, 64).to(kind).contiguous(memory_format=layout)
    best = float("inf")
    with torch.inference_mode():
        for _ in range(20):
            start = time.perf_counter()
            torch.nn.functional.conv2d(x, weight, padding=1)
            best = min(best, time.perf_counter() - start)
    return 2 * 256 * 256 * 9 * 64 * 64 / best


def levels(picture: numpy.ndarray) -> numpy.ndarray:
    """[1, 3, H, W], -1...1, to [H, W, 3], 0...255, cut off as the reference does."""
    scaled = numpy.clip((picture[0] + 1) / 2 * 255, 0, 255)
    return scaled.astype(numpy.uint8).transpose(1, 2, 0).astype(numpy.int64)


def centred_levels(picture: numpy.ndarray) -> numpy.ndarray:
    """The same as StyleGAN2's programs do it: 0 is 128."""
    scaled = numpy.clip(picture[0] * 127.5 + 128, 0, 255)
    return scaled.astype(numpy.uint8).transpose(1, 2, 0).astype(numpy.int64)


class Comparison:
    """One network in every engine; a subclass says what it is fed with."""

    def __init__(self, arguments: argparse.Namespace, ganvas: Ganvas, model: Model):
        self.arguments = arguments
        self.ganvas = ganvas
        self.model = model
        self.package = ganvas.package(model.name, arguments.cache / "models")
        manifest = json.loads((self.package / "model.json").read_text())
        self.style = model.module.Configuration.of_package(manifest)
        weights = self.package / "weights.safetensors"
        start = time.perf_counter()
        stored = {
            key.removeprefix("generator."): tensor.float()
            for key, tensor in load_file(weights).items()
            if key.startswith("generator.")
        }
        self.network = model.module.loaded(self.style, stored)
        self.load_seconds = time.perf_counter() - start
        # Exported anew when the weights are.
        age = weights.stat().st_mtime_ns
        name = f"{model.name}-{age}-torch{torch.__version__}.onnx"
        self.file = arguments.cache / "onnx" / name

    def example(self) -> Inputs:
        """Inputs that engines are compiled and checked with."""
        raise NotImplementedError

    def own_picture(self) -> numpy.ndarray:
        """What Ganvas makes of the same, [H, W, 3], 0...255."""
        raise NotImplementedError

    def turns(self) -> list[object]:
        """What is measured in turns; `own` and `inputs` know what each means."""
        raise NotImplementedError

    def own(self, turn: object) -> list[dict]:
        """What `ganvas bench` prints at a turn."""
        raise NotImplementedError

    def inputs(self, turn: object) -> list[Inputs]:
        """Inputs of the frames that a peer is timed with at a turn."""
        raise NotImplementedError

    def open(self) -> None:
        """Loads every engine, and checks that all make the picture that Ganvas makes."""
        example = self.example()
        inputs = engines.torch_inputs("float32", torch.contiguous_format)(example)
        self.multiplications = engines.multiplications(self.network, *inputs)
        (self.arguments.cache / "pictures").mkdir(parents=True, exist_ok=True)
        own = self.own_picture()
        self.engines = engines.all_engines(
            self.network, self.file, self.arguments.threads, example, self.arguments.compile_limit
        )
        if all(engine.name != "pytorch-compile" for engine in self.engines):
            self.arguments.compile_limit = 0  # The next network would fail alike.
        plain = self.engines[1].picture(example)
        shown = centred_levels if self.model.module.__name__ == "stylegan2" else levels
        apart = int(numpy.abs(shown(plain) - own).max())
        note(f"{self.model.name}: PyTorch and Ganvas differ by {apart} of 255 levels at most")
        if apart > 1:
            raise SystemExit("the PyTorch definition does not compute what Ganvas computes")
        for engine in self.engines:
            error = engine.picture(example) - plain
            worst = float(numpy.abs(error).max())
            if engine.precision == "float32" and worst > self.model.tolerance:
                raise SystemExit(f"{engine.name} differs from PyTorch by {worst:.1e}")
            decibels = 10 * numpy.log10(4 / max(1e-12, float(numpy.square(error).mean())))
            note(f"  {engine.name} {engine.precision}: {worst:.1e} apart, {decibels:.0f} dB")

    def measure(self) -> list[dict]:
        """Ganvas and all peers at one turn, then at the next, and so on: whatever disturbs the
        machine or slows it down hits all alike, and every time has its reference beside it."""
        turns = self.turns()
        prepared = [self.inputs(turn) for turn in turns]
        times: list[list[list[float]]] = [[] for _ in self.engines]
        own: list[list[dict]] = []
        self.peaks = {"float32": 0.0, "bfloat16": 0.0}
        rounds = self.arguments.rounds
        watch = machine.Watch()
        for number in range(rounds):
            note(
                f"{self.model.name}: round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}"
            )
            for precision in self.peaks:
                self.peaks[precision] = max(self.peaks[precision], peak(precision))
            for turn, frames in zip(turns, prepared):
                own.append(self.own(turn))
                for index, engine in enumerate(self.engines):
                    times[index].append([self.timed(engine, frame) for frame in frames])
        others = f"{watch.others():.0%} of the processors"
        note(f"{self.model.name}: other programs took {others} meanwhile")
        name, reference = self.reference(times)
        found = results.joined(own, reference)
        for index, engine in enumerate(self.engines):
            speed = results.speed(times[index], reference)
            seconds = [time for visit in times[index] for time in visit]
            for entry in self.of_peer(engine, seconds):
                found.append(entry if entry["case"] == "load" else {**entry, "speed": speed})
        return [{**entry, "against": name} if "speed" in entry else entry for entry in found]

    def reference(self, times: list[list[list[float]]]) -> tuple[str, list[float]]:
        """The peer that everything is compared with, and its median time at each turn."""
        candidates = [
            (
                numpy.median([time for visit in times[index] for time in visit]),
                engine.name,
                [float(numpy.median(visit)) for visit in times[index]],
            )
            for index, engine in enumerate(self.engines)
            if engine.precision == "float32" and engine.name in self.model.against
        ]
        _, name, reference = min(candidates)
        return name, reference

    def timed(self, engine: Engine, given: Inputs) -> float:
        """Seconds from inputs to picture; making a one-hot map is not counted."""
        inputs = engine.prepare(given)
        time.sleep(PAUSE)
        start = time.perf_counter()
        engine.run(inputs)
        return time.perf_counter() - start

    def of_peer(self, engine: Engine, seconds: list[float]) -> list[dict]:
        """The objects of one peer, one per case that its frame stands for."""
        height, width = self.style.size
        facts = {
            "threads": self.arguments.threads,
            "model": self.model.name,
            "width": width,
            "height": height,
        }
        rate = 2 * self.multiplications / float(numpy.median(seconds))
        share = rate / self.peaks[engine.precision]
        load = engine.load_seconds
        if engine.name != "onnxruntime":
            load += self.load_seconds
        return [
            results.summary(engine.name, case, engine.precision, seconds, facts, share)
            for case in self.model.stands_for
        ] + [results.summary(engine.name, "load", engine.precision, [load], facts, None)]


class MapComparison(Comparison):
    """A network that paints from maps, and perhaps a latent: turns map by map."""

    def __init__(
        self, arguments: argparse.Namespace, ganvas: Ganvas, model: Model, chosen: list[maps.Map]
    ):
        super().__init__(arguments, ganvas, model)
        self.chosen = chosen
        length = getattr(self.style, "latent", 0)
        self.z = (latent(length, SEED),) if length else ()

    def example(self) -> Inputs:
        return self.inputs(self.chosen[0])[0]

    def own_picture(self) -> numpy.ndarray:
        first = self.chosen[0]
        options = ["--labels", str(first.labels)]
        if first.instances.exists():
            options += ["--instances", str(first.instances)]
        return self.ganvas.picture(
            self.package, [*options, "--seed", str(SEED)], self.arguments.cache / "pictures"
        )

    def turns(self) -> list[object]:
        return list(self.chosen)

    def own(self, turn: object) -> list[dict]:
        folder = maps.subset([turn], self.arguments.cache / "maps")
        options = ["--maps", str(folder), "--cases", self.model.cases]
        return self.ganvas.bench(self.package, [*options, *self.model.options])

    def inputs(self, turn: object) -> list[Inputs]:
        return [(turn.semantics(self.style.semantics, self.style.size), *self.z)]


class LatentComparison(Comparison):
    """A network of a latent alone: turns walk by walk, a few frames each."""

    # Frames of a walk that are timed; the first two of `ganvas bench` are not.
    FRAMES = 3

    def example(self) -> Inputs:
        return self.given(latent(self.style.latent, SEED))

    def given(self, z: numpy.ndarray) -> Inputs:
        """z, and class 0 alone where there are classes."""
        if not self.style.classes:
            return (z,)
        classes = numpy.zeros((1, self.style.classes), numpy.float32)
        classes[0, 0] = 1
        return z, classes

    def own_picture(self) -> numpy.ndarray:
        return self.ganvas.picture(
            self.package, ["--seed", str(SEED)], self.arguments.cache / "pictures"
        )

    def turns(self) -> list[object]:
        return list(range(2 if self.arguments.quick else 5))

    def own(self, turn: object) -> list[dict]:
        options = ["--cases", self.model.cases, "--frames", str(self.FRAMES), "--seed", str(turn)]
        return self.ganvas.bench(self.package, options)

    def inputs(self, turn: object) -> list[Inputs]:
        ends = [latent(self.style.latent, turn + step) for step in (0, 1)]
        return [self.given(slerp(*ends, (2 + frame) / 60)) for frame in range(self.FRAMES)]


def slerp(first: numpy.ndarray, second: numpy.ndarray, share: float) -> numpy.ndarray:
    """A point on the great circle between two directions, as walks of Ganvas go."""
    a, b = first.astype(numpy.float64), second.astype(numpy.float64)
    lengths = numpy.linalg.norm(a), numpy.linalg.norm(b)
    a, b = a / lengths[0], b / lengths[1]
    cosine = float(numpy.clip((a * b).sum(), -1, 1))
    across = b - cosine * a
    across /= numpy.linalg.norm(across)
    angle = numpy.arccos(cosine) * share
    size = lengths[0] + (lengths[1] - lengths[0]) * share
    return (size * (a * numpy.cos(angle) + across * numpy.sin(angle))).astype(numpy.float32)
