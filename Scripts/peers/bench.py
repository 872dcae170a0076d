"""Measures Ganvas against PyTorch and ONNX Runtime; started by Scripts/bench-peers."""

from __future__ import annotations

import argparse
import gc
import os
import pathlib
import warnings

import onnxruntime
import torch

import biggan
import check
import machine
import maps
import pix2pixhd
import results
import spade
import stylegan2
from comparison import Comparison, LatentComparison, MapComparison, Model
from engines import note
from ganvas import Ganvas

FASTER = ("onnxruntime", "pytorch-eager")
# By the names that --models takes.
MODELS = {
    "spade": (
        Model(
            "spade-coco256",
            spade,
            "cold,stroke-thin,stroke-broad,memory",
            ("cold", "stroke-thin-first", "stroke-thin", "stroke-broad-first", "stroke-broad"),
        ),
        Model("spade-coco256-vae", spade, "latent", ("latent",)),
    ),
    "stylegan2": (Model("stylegan2-256", stylegan2, "scrub,memory", ("scrub",), FASTER),),
    "stylegan2-narrow": (
        Model("stylegan2-256-cb16384", stylegan2, "scrub,memory", ("scrub",), FASTER),
    ),
    "biggan": (Model("biggan-256", biggan, "scrub,memory", ("scrub",), FASTER),),
    # ONNX Runtime's instance norm of planes this large is 50 times less exact than PyTorch's (2e-5
    # from double precision), and an untrained network of 27 of them makes more of it.
    "pix2pixhd": (
        Model("pix2pixhd-global", pix2pixhd, "cold", ("cold",), FASTER, ("--strokes", "0"), 2e-2),
    ),
}


def comparison(arguments: argparse.Namespace, ganvas: Ganvas, model: Model) -> Comparison:
    """A network with what it is fed with."""
    if model.module in (stylegan2, biggan):
        return LatentComparison(arguments, ganvas, model)
    folder = arguments.maps if model.module is spade else arguments.street_maps
    chosen = maps.all_maps(folder.resolve())
    if len(chosen) > 3 and (arguments.quick or model.module is pix2pixhd):
        chosen = [chosen[0], chosen[len(chosen) // 2], chosen[-1]]
    return MapComparison(arguments, ganvas, model, chosen)


def parsed() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="Scripts/bench-peers", description=__doc__)
    parser.add_argument("--ganvas", type=pathlib.Path)
    parser.add_argument("--models", default=",".join(MODELS))
    parser.add_argument("--maps", type=pathlib.Path)
    parser.add_argument("--street-maps", type=pathlib.Path)
    parser.add_argument("--cache", type=pathlib.Path, required=True)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--check", type=pathlib.Path)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--compile-limit", type=int)
    arguments = parser.parse_args()
    for name in arguments.models.split(","):
        if name not in MODELS:
            parser.error(f"--models takes {', '.join(MODELS)}, not {name}")
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
    note(
        f"{machine.processor()}, {arguments.threads} threads; torch {torch.__version__}, onnxruntime"
        f" {onnxruntime.__version__}; load {os.getloadavg()[0]:.1f}"
    )
    found = []
    for model in (model for name in arguments.models.split(",") for model in MODELS[name]):
        network = comparison(arguments, ganvas, model)
        network.open()
        found += network.measure()
        # What is measured is kept, whatever happens to the rest.
        results.save(found, arguments.cache / "last.jsonl")
        del network
        gc.collect()
    note(f"load at the end {os.getloadavg()[0]:.1f}")
    if arguments.json:
        results.print_json(found)
    else:
        results.print_table(found)


if __name__ == "__main__":
    main()
