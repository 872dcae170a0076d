"""Checks the PyTorch definitions and their exports against results of the reference programs."""

from __future__ import annotations

import json
import pathlib
import tempfile
from types import ModuleType

import numpy
import torch
from safetensors.numpy import load_file

import biggan
import engines
import maps
import pix2pixhd
import spade
import stylegan2

TOLERANCE = 1e-4
# Definition, file of the weights, and the name of the picture, by family.
FAMILIES: dict[str, tuple[ModuleType, str, str]] = {
    "spade": (spade, "latest_net_G.pth", "image"),
    "pix2pixhd": (pix2pixhd, "latest_net_G.pth", "image"),
    "stylegan2": (stylegan2, "G_ema.pth", "image.const"),
    "biggan": (biggan, "G_ema.pth", "image"),
}


def check_reference(folder: pathlib.Path) -> bool:
    """Every case that one of the definitions can compute, at any depth; says how far results are
    from the expected ones."""
    fits = True
    for options_file in sorted(folder.rglob("options.json")):
        case = options_file.parent
        options = json.loads(options_file.read_text())
        if options.get("family") not in FAMILIES:
            continue
        module, weights, picture = FAMILIES[options["family"]]
        given = load_file(case / "input.safetensors")
        inputs = inputs_of(options, given)
        if inputs is None or not (case / weights).exists():
            continue
        style = module.Configuration.of_reference(options)
        stored = torch.load(case / weights, map_location="cpu", weights_only=True)
        network = module.loaded(style, stored)
        expected = load_file(case / "expected.safetensors")
        distances = distance(network, inputs, expected[picture])
        if "semantics" in expected:
            distances["semantics"] = float(numpy.abs(inputs[0] - expected["semantics"]).max())
        worst = max(distances.values())
        fits = fits and worst <= TOLERANCE
        parts = ", ".join(f"{name} {value:.1e}" for name, value in distances.items())
        verdict = "fits" if worst <= TOLERANCE else "DOES NOT FIT"
        print(f"{options['family']} {case.name}: {parts}: {verdict}")
    return fits


def inputs_of(options: dict, given: dict[str, numpy.ndarray]) -> engines.Inputs | None:
    """What the network takes in a case; None for cases of other networks."""
    family = options["family"]
    if family == "stylegan2":
        return (given["z"], given["c"]) if "c" in given else (given["z"],)
    if family == "biggan":
        if "y" not in given or options["net"] != "G":
            return None
        return given["z"], numpy.eye(options["n_classes"], dtype=numpy.float32)[given["y"]]
    if "label" not in given:
        return None
    if family == "pix2pixhd":
        # The definition is the global generator without features, with instance norm.
        if (
            options.get("netG") != "global"
            or options["instance_feat"]
            or options["norm"] != "instance"
            or "instance" not in given
        ):
            return None
        channels = options["label_nc"] + (0 if options["no_instance"] else 1)
    else:
        channels = options["semantic_nc"]
        if options["use_vae"] and "z" not in given:
            return None
    semantics = numpy.concatenate(
        [
            maps.one_hot(
                label.reshape(label.shape[-2:]).astype(numpy.int64),
                None if options["no_instance"] else given["instance"][index, 0],
                channels,
            )
            for index, label in enumerate(given["label"])
        ]
    )
    return (semantics, given["z"]) if family == "spade" and "z" in given else (semantics,)


def distance(
    network: torch.nn.Module, inputs: engines.Inputs, expected: numpy.ndarray
) -> dict[str, float]:
    """Largest differences of the picture from the reference's, ONNX included."""
    found = {}
    plain = engines.on_pytorch(network, "pytorch-eager", "float32")
    last = engines.on_pytorch(network, "pytorch-channels-last", "float32")
    with tempfile.TemporaryDirectory() as scratch:
        file = engines.exported(network, pathlib.Path(scratch) / "case.onnx", inputs)
        for engine in (plain, last, engines.on_onnxruntime(file, 1)):
            found[engine.name] = float(numpy.abs(engine.picture(inputs) - expected).max())
    return found
