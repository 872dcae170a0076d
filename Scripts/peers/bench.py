"""Measures Ganvas against PyTorch and ONNX Runtime; started by Scripts/bench-peers."""

from __future__ import annotations

import argparse
import gc
import json
import os
import pathlib
import time
import warnings

import numpy
import onnxruntime
import torch
from safetensors.torch import load_file

import check
import engines
import machine
import maps
import results
import spade
from engines import Engine, note
from ganvas import Ganvas

# Model, cases of `ganvas bench`, and what a frame of a peer stands for.
MODELS = (
    (
        "spade-coco256",
        "cold,stroke-thin,stroke-broad,memory",
        ("cold", "stroke-thin-first", "stroke-thin", "stroke-broad-first", "stroke-broad"),
    ),
    ("spade-coco256-vae", "latent", ("latent",)),
)
SEED = 3
# Shortest pause between two engines: threads of the one before stop spinning meanwhile.
PAUSE = 0.05


def latent(length: int, seed: int) -> numpy.ndarray | None:
    """z as Ganvas draws it, [1, length]; None for a network without one."""
    if length == 0:
        return None
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


class Comparison:
    """One network in every engine."""

    def __init__(self, arguments: argparse.Namespace, ganvas: Ganvas, name: str):
        self.arguments = arguments
        self.ganvas = ganvas
        self.name = name
        self.package = ganvas.package(name, arguments.cache / "models")
        manifest = json.loads((self.package / "model.json").read_text())
        self.style = spade.Configuration.of_package(manifest)
        weights = self.package / "weights.safetensors"
        start = time.perf_counter()
        stored = {
            key.removeprefix("generator."): tensor.float()
            for key, tensor in load_file(weights).items()
            if key.startswith("generator.")
        }
        self.network = spade.loaded(self.style, stored)
        self.load_seconds = time.perf_counter() - start
        self.z = latent(self.style.latent, SEED)
        # Exported anew when the weights are.
        age = weights.stat().st_mtime_ns
        self.file = arguments.cache / "onnx" / f"{name}-{age}-torch{torch.__version__}.onnx"

    def semantics(self, entry: maps.Map) -> numpy.ndarray:
        """The map as this network takes it."""
        return entry.semantics(self.style.semantics, self.style.size)

    def open(self, entry: maps.Map) -> None:
        """Loads every engine, and checks that all make the picture that Ganvas makes."""
        example = (self.semantics(entry), self.z)
        inputs = engines.torch_inputs("float32", torch.contiguous_format)(*example)
        self.multiplications = spade.multiplications(self.network, *inputs)
        scratch = self.arguments.cache / "pictures"
        scratch.mkdir(parents=True, exist_ok=True)
        own = self.ganvas.picture(self.package, entry.labels, entry.instances, SEED, scratch)
        self.engines = engines.all_engines(
            self.network, self.file, self.arguments.threads, example, self.arguments.compile_limit
        )
        if all(engine.name != "pytorch-compile" for engine in self.engines):
            self.arguments.compile_limit = 0  # The next network would fail alike.
        plain = self.engines[1].picture(*example)
        apart = int(numpy.abs(levels(plain) - own).max())
        note(f"{self.name}: PyTorch and Ganvas differ by {apart} of 255 levels at most")
        if apart > 1:
            raise SystemExit("the PyTorch definition does not compute what Ganvas computes")
        for engine in self.engines:
            error = engine.picture(*example) - plain
            worst = float(numpy.abs(error).max())
            if engine.precision == "float32" and worst > 1e-3:
                raise SystemExit(f"{engine.name} differs from PyTorch by {worst:.1e}")
            decibels = 10 * numpy.log10(4 / max(1e-12, float(numpy.square(error).mean())))
            note(f"  {engine.name} {engine.precision}: {worst:.1e} apart, {decibels:.0f} dB")

    def measure(self, chosen: list[maps.Map], cases: str) -> list[dict]:
        """Ganvas and all peers on one map, then on the next, and so on: whatever disturbs the
        machine or slows it down hits all alike, and every time has its reference beside it."""
        prepared = [self.semantics(entry) for entry in chosen]
        times: list[list[float]] = [[] for _ in self.engines]
        own: list[list[dict]] = []
        peaks = {"float32": 0.0, "bfloat16": 0.0}
        rounds = self.arguments.rounds
        watch = machine.Watch()
        for number in range(rounds):
            note(f"{self.name}: round {number + 1} of {rounds}, load {os.getloadavg()[0]:.1f}")
            for precision in peaks:
                peaks[precision] = max(peaks[precision], peak(precision))
            for entry, semantics in zip(chosen, prepared):
                folder = maps.subset([entry], self.arguments.cache / "maps")
                own.append(self.ganvas.bench(self.package, folder, cases))
                for index, engine in enumerate(self.engines):
                    times[index].append(self.timed(engine, semantics))
        note(f"{self.name}: other programs took {watch.others():.0%} of the processors meanwhile")
        self.peaks = peaks
        reference = next(
            times[index]
            for index, engine in enumerate(self.engines)
            if (engine.name, engine.precision) == results.REFERENCE
        )
        found = results.joined(own, reference)
        for index, engine in enumerate(self.engines):
            speed = results.speed([[time] for time in times[index]], reference)
            for entry in self.of_peer(engine, times[index]):
                found.append(entry if entry["case"] == "load" else {**entry, "speed": speed})
        return found

    def timed(self, engine: Engine, semantics: numpy.ndarray) -> float:
        """Seconds from one-hot map to picture; making the one-hot map is not counted."""
        inputs = engine.prepare(semantics, self.z)
        time.sleep(PAUSE)
        start = time.perf_counter()
        engine.run(inputs)
        return time.perf_counter() - start

    def of_peer(self, engine: Engine, seconds: list[float]) -> list[dict]:
        """The objects of one peer, one per case that its frame stands for."""
        height, width = self.style.size
        facts = {
            "threads": self.arguments.threads,
            "model": self.name,
            "width": width,
            "height": height,
        }
        rate = 2 * self.multiplications / float(numpy.median(seconds))
        share = rate / self.peaks[engine.precision]
        cases = next(cases for name, _, cases in MODELS if name == self.name)
        load = engine.load_seconds
        if engine.name != "onnxruntime":
            load += self.load_seconds
        return [
            results.summary(engine.name, case, engine.precision, seconds, facts, share)
            for case in cases
        ] + [results.summary(engine.name, "load", engine.precision, [load], facts, None)]


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="Scripts/bench-peers", description=__doc__)
    parser.add_argument("--ganvas", type=pathlib.Path)
    parser.add_argument("--maps", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--compile-limit", type=int)
    arguments = parser.parse_args()
    if arguments.compile_limit is None:
        arguments.compile_limit = 120 if arguments.quick else 900
    return arguments


def main() -> None:
    """Checks or measures."""
    # Exporting by tracing is deprecated, and says so at length.
    warnings.filterwarnings("ignore")
    arguments = parsed()
    torch.set_num_threads(arguments.threads)
    if arguments.check:
        raise SystemExit(0 if check.check_reference(arguments.check) else 1)
    ganvas = Ganvas(arguments.ganvas.resolve(), arguments.threads)
    chosen = maps.all_maps(arguments.maps.resolve())
    if arguments.quick and len(chosen) > 3:
        chosen = [chosen[0], chosen[len(chosen) // 2], chosen[-1]]
    note(
        f"{machine.processor()}, {arguments.threads} threads; torch {torch.__version__}, onnxruntime"
        f" {onnxruntime.__version__}; {len(chosen)} maps; load {os.getloadavg()[0]:.1f}"
    )
    found = []
    for name, cases, _ in MODELS:
        comparison = Comparison(arguments, ganvas, name)
        comparison.open(chosen[0])
        found += comparison.measure(chosen, cases)
        # What is measured is kept, whatever happens to the rest.
        results.save(found, arguments.cache / "last.jsonl")
        del comparison
        gc.collect()
    note(f"load at the end {os.getloadavg()[0]:.1f}")
    if arguments.json:
        results.print_json(found)
    else:
        results.print_table(found)


if __name__ == "__main__":
    main()
