"""Checks the PyTorch definition and its export against results of NVlabs/SPADE itself."""

from __future__ import annotations

import json
import pathlib
import tempfile

import numpy
import torch
from safetensors.numpy import load_file

import engines
import maps
import spade

TOLERANCE = 1e-4


def check_reference(folder: pathlib.Path) -> bool:
    """Every case with a generator and a map; says how far results are from the expected ones."""
    fits = True
    for case in sorted(folder.iterdir()):
        weights = case / "latest_net_G.pth"
        options = json.loads((case / "options.json").read_text())
        given = load_file(case / "input.safetensors")
        if not weights.exists() or "label" not in given:
            continue
        if options["use_vae"] and "z" not in given:
            continue
        distances = distance(case, weights, options, given)
        worst = max(distances.values())
        fits = fits and worst <= TOLERANCE
        parts = ", ".join(f"{name} {value:.1e}" for name, value in distances.items())
        print(f"{case.name}: {parts}: {'fits' if worst <= TOLERANCE else 'DOES NOT FIT'}")
    return fits


def distance(
    case: pathlib.Path, weights: pathlib.Path, options: dict, given: dict[str, numpy.ndarray]
) -> dict[str, float]:
    """Largest differences: semantics and picture from the reference, ONNX and compiled too."""
    style = spade.Configuration.of_reference(options)
    stored = torch.load(weights, map_location="cpu", weights_only=True)
    network = spade.loaded(style, stored)
    expected = load_file(case / "expected.safetensors")
    semantics = numpy.concatenate(
        [
            maps.one_hot(
                label[0],
                None if options["no_instance"] else given["instance"][index, 0],
                style.semantics,
            )
            for index, label in enumerate(given["label"])
        ]
    )
    example = (semantics, given.get("z"))
    found = {"semantics": float(numpy.abs(semantics - expected["semantics"]).max())}
    plain = engines.on_pytorch(network, "pytorch-eager", "float32")
    last = engines.on_pytorch(network, "pytorch-channels-last", "float32")
    with tempfile.TemporaryDirectory() as scratch:
        file = engines.exported(network, pathlib.Path(scratch) / "case.onnx", example)
        for engine in (plain, last, engines.on_onnxruntime(file, 1)):
            picture = engine.picture(*example)
            found[engine.name] = float(numpy.abs(picture - expected["image"]).max())
    return found
