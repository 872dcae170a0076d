"""The SPADE generator (Park et al. 2019) for inference, as a PyTorch user would write it.

Written from the layer table, with the names that checkpoints of NVlabs/SPADE use. Spectral norm is
folded into the weights when they are loaded. The map is resized once per resolution, not once per
layer as the original program does it: what the peers do here is no slower than it has to be.
"""

from __future__ import annotations

import dataclasses
import re

import torch
import torch.nn.functional as functional
from torch import Tensor, nn


@dataclasses.dataclass(frozen=True)
class Configuration:
    """What a generator is built from."""

    semantics: int  # Channels of the one-hot map, edges included.
    start: tuple[int, int]  # Height and width of the first level.
    doublings: int = 5  # 5 'normal', 6 'more', 7 'most'.
    ngf: int = 64
    hidden: int = 128
    kernel: int = 3
    latent: int = 0  # Length of z; 0 starts from the map instead.
    instance_norm: bool = False

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the pictures."""
        factor = 2**self.doublings
        return self.start[0] * factor, self.start[1] * factor

    @staticmethod
    def of_package(manifest: dict) -> Configuration:
        """Reads `model.json` of a package of Ganvas."""
        stored = manifest["configuration"]
        edges = 1 if stored["usesInstanceEdges"] else 0
        unlabelled = 1 if stored["hasUnlabelledChannel"] else 0
        doublings = {"normal": 5, "more": 6, "most": 7}[stored["upsampling"]]
        width = stored["cropSize"] // 2**doublings
        return Configuration(
            semantics=stored["labelCount"] + unlabelled + edges,
            start=(round(width / stored["aspectRatio"]), width),
            doublings=doublings,
            ngf=stored["ngf"],
            hidden=stored["hiddenChannels"],
            kernel=stored["kernel"],
            latent=stored["latentDimension"] if stored["usesVAE"] else 0,
            instance_norm=stored["normalization"] == "instance",
        )

    @staticmethod
    def of_reference(options: dict) -> Configuration:
        """Reads options of NVlabs/SPADE."""
        name = re.fullmatch(r"(?:spectral)?spade(\D+)(\d)x\d", options["norm_G"])
        if name is None:
            raise ValueError(f"norm_G is {options['norm_G']}")
        return Configuration(
            semantics=options["semantic_nc"],
            start=(options["initial_sh"], options["initial_sw"]),
            doublings={"normal": 5, "more": 6, "most": 7}[options["num_upsampling_layers"]],
            ngf=options["ngf"],
            kernel=int(name[2]),
            latent=options["z_dim"] if options["use_vae"] else 0,
            instance_norm=name[1] == "instance",
        )


class Modulation(nn.Module):
    """Spatially-adaptive normalization: normalizes, then scales and shifts by the map."""

    def __init__(self, channels: int, style: Configuration):
        super().__init__()
        pad = style.kernel // 2
        self.param_free_norm = (
            nn.InstanceNorm2d(channels)
            if style.instance_norm
            else nn.BatchNorm2d(channels, affine=False)
        )
        self.mlp_shared = nn.Sequential(
            nn.Conv2d(style.semantics, style.hidden, style.kernel, padding=pad), nn.ReLU()
        )
        self.mlp_gamma = nn.Conv2d(style.hidden, channels, style.kernel, padding=pad)
        self.mlp_beta = nn.Conv2d(style.hidden, channels, style.kernel, padding=pad)

    def forward(self, x: Tensor, layout: Tensor) -> Tensor:
        """x: [N, C, H, W]; layout: one-hot map of the same size, [N, L, H, W]."""
        hidden = self.mlp_shared(layout)
        return self.param_free_norm(x) * (1 + self.mlp_gamma(hidden)) + self.mlp_beta(hidden)


class Block(nn.Module):
    """Residual block of two modulated convolutions, with a modulated shortcut if widths differ."""

    def __init__(self, before: int, after: int, style: Configuration):
        super().__init__()
        middle = min(before, after)
        self.norm_0 = Modulation(before, style)
        self.conv_0 = nn.Conv2d(before, middle, 3, padding=1)
        self.norm_1 = Modulation(middle, style)
        self.conv_1 = nn.Conv2d(middle, after, 3, padding=1)
        self.changes_width = before != after
        if self.changes_width:
            self.norm_s = Modulation(before, style)
            self.conv_s = nn.Conv2d(before, after, 1, bias=False)

    def forward(self, x: Tensor, layout: Tensor) -> Tensor:
        """x: [N, before, H, W] to [N, after, H, W]."""
        main = self.conv_0(functional.leaky_relu(self.norm_0(x, layout), 0.2))
        main = self.conv_1(functional.leaky_relu(self.norm_1(main, layout), 0.2))
        return (self.conv_s(self.norm_s(x, layout)) if self.changes_width else x) + main


class Generator(nn.Module):
    """Map, and z if it has one, to picture."""

    inputs = ("semantics", "z")

    def __init__(self, style: Configuration):
        super().__init__()
        self.style = style
        width = style.ngf
        if style.latent:
            self.fc = nn.Linear(style.latent, 16 * width * style.start[0] * style.start[1])
        else:
            self.fc = nn.Conv2d(style.semantics, 16 * width, 3, padding=1)
        # Name, input width, output width, whether the picture doubles before it.
        self.plan = [
            ("head_0", 16 * width, 16 * width, False),
            ("G_middle_0", 16 * width, 16 * width, True),
            ("G_middle_1", 16 * width, 16 * width, style.doublings > 5),
            ("up_0", 16 * width, 8 * width, True),
            ("up_1", 8 * width, 4 * width, True),
            ("up_2", 4 * width, 2 * width, True),
            ("up_3", 2 * width, width, True),
        ]
        if style.doublings == 7:
            self.plan.append(("up_4", width, width // 2, True))
        for name, before, after, _ in self.plan:
            self.add_module(name, Block(before, after, style))
        self.conv_img = nn.Conv2d(self.plan[-1][2], 3, 3, padding=1)

    def forward(self, semantics: Tensor, z: Tensor | None = None) -> Tensor:
        """semantics: [N, L, H, W], 0 or 1; z: [N, latent]. Gives [N, 3, H, W] in -1...1."""
        height, width = self.style.start
        layout = functional.interpolate(semantics, size=(height, width), mode="nearest")
        if self.style.latent:
            x = self.fc(z).view(-1, 16 * self.style.ngf, height, width)
            # A view is never channels-last by itself; this is free where it already is NCHW.
            if semantics.is_contiguous(memory_format=torch.channels_last):
                x = x.contiguous(memory_format=torch.channels_last)
        else:
            x = self.fc(layout)
        for name, _, _, doubles in self.plan:
            if doubles:
                height, width = 2 * height, 2 * width
                x = functional.interpolate(x, scale_factor=2, mode="nearest")
                layout = functional.interpolate(semantics, size=(height, width), mode="nearest")
            x = getattr(self, name)(x, layout)
        return torch.tanh(self.conv_img(functional.leaky_relu(x, 0.2)))


def folded(stored: dict[str, Tensor]) -> dict[str, Tensor]:
    """Weights with spectral norm folded in: W / (u . W v) with the stored u and v."""
    weights = {}
    for name, tensor in stored.items():
        if name.endswith(("weight_u", "weight_v", "num_batches_tracked")):
            continue
        if name.endswith("weight_orig"):
            stem = name.removesuffix("_orig")
            left, right = stored[stem + "_u"], stored[stem + "_v"]
            sigma = torch.dot(left, torch.mv(tensor.reshape(tensor.shape[0], -1), right))
            name, tensor = stem, tensor / sigma
        weights[name] = tensor
    return weights


def loaded(style: Configuration, stored: dict[str, Tensor]) -> Generator:
    """A generator with these weights, ready for inference. Every weight must find its place."""
    network = Generator(style).eval().requires_grad_(False)
    counters = {n for n in network.state_dict() if n.endswith("num_batches_tracked")}
    found = network.load_state_dict(folded(stored), strict=False)
    if found.unexpected_keys or set(found.missing_keys) - counters:
        raise ValueError(f"the weights do not fit: {found}")
    return network
