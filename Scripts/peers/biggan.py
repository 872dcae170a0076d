"""The BigGAN generator (Brock et al. 2019) for inference, as a PyTorch user would write it.

Written from the layer table, with the names that checkpoints of ajbrock/BigGAN-PyTorch use.
Spectral norm is folded into the weights when they are loaded. The 1x1 shortcut stands before the
doubling, which gives the same numbers for a quarter of the multiplications: what the peers do here
is no slower than it has to be.
"""

from __future__ import annotations

import dataclasses
import re

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

WIDTHS = {
    32: ((4, 4, 4), (4, 4, 4)),
    64: ((16, 16, 8, 4), (16, 8, 4, 2)),
    128: ((16, 16, 8, 4, 2), (16, 8, 4, 2, 1)),
    256: ((16, 16, 8, 8, 4, 2), (16, 8, 8, 4, 2, 1)),
    512: ((16, 16, 8, 8, 4, 2, 1), (16, 8, 8, 4, 2, 1, 1)),
}


@dataclasses.dataclass(frozen=True)
class Configuration:
    """What a generator is built from."""

    resolution: int
    width: int = 96
    classes: int = 1000
    latent: int = 120
    hierarchical: bool = True
    shared: int | None = 128  # Length of the class embedding; None: tables in every norm.
    attention: tuple[int, ...] = (64,)
    norm_epsilon: float = 1e-5
    spectral_epsilon: float = 1e-12

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the pictures."""
        return self.resolution, self.resolution

    @property
    def chunk(self) -> int:
        """Length of one part of z."""
        return self.latent // (len(WIDTHS[self.resolution][0]) + 1) if self.hierarchical else 0

    @property
    def condition(self) -> int:
        """Length of what a conditional norm gets."""
        return self.classes if self.shared is None else self.shared + self.chunk

    @staticmethod
    def of_package(manifest: dict) -> Configuration:
        """Reads `model.json` of a package of Ganvas."""
        stored = manifest["configuration"]
        return Configuration(
            resolution=stored["resolution"],
            width=stored["width"],
            classes=stored["classCount"],
            latent=stored["latentDimension"],
            hierarchical=stored["isHierarchical"],
            shared=stored.get("sharedDimension"),
            attention=tuple(stored["attention"]),
            norm_epsilon=stored["normEpsilon"],
            spectral_epsilon=stored["spectralEpsilon"],
        )

    @staticmethod
    def of_reference(options: dict) -> Configuration:
        """Reads options of ajbrock/BigGAN-PyTorch."""
        return Configuration(
            resolution=options["resolution"],
            width=options["G_ch"],
            classes=options["n_classes"],
            latent=options["dim_z"],
            hierarchical=options["hier"],
            shared=options["shared_dim_effective"] if options["G_shared"] else None,
            attention=tuple(int(side) for side in options["G_attn"].split("_")),
            norm_epsilon=options["BN_eps"],
            spectral_epsilon=options["SN_eps"],
        )


class ConditionalNorm(nn.Module):
    """Batch norm whose scale and shift come from a condition."""

    def __init__(self, channels: int, style: Configuration):
        super().__init__()
        self.norm = nn.BatchNorm2d(channels, eps=style.norm_epsilon, affine=False)
        self.gain = nn.Linear(style.condition, channels, bias=False)
        self.bias = nn.Linear(style.condition, channels, bias=False)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """x: [N, C, H, W]; y: [N, D]."""
        return self.norm(x) * (1 + self.gain(y))[:, :, None, None] + self.bias(y)[:, :, None, None]


class Block(nn.Module):
    """Residual block that doubles the picture."""

    def __init__(self, before: int, after: int, style: Configuration):
        super().__init__()
        self.bn1 = ConditionalNorm(before, style)
        self.bn2 = ConditionalNorm(after, style)
        self.conv1 = nn.Conv2d(before, after, 3, padding=1)
        self.conv2 = nn.Conv2d(after, after, 3, padding=1)
        self.conv_sc = nn.Conv2d(before, after, 1)

    def forward(self, x: Tensor, y: Tensor) -> Tensor:
        """x: [N, before, H, W] to [N, after, 2H, 2W]."""
        main = functional.interpolate(torch.relu(self.bn1(x, y)), scale_factor=2, mode="nearest")
        main = self.conv2(torch.relu(self.bn2(self.conv1(main), y)))
        return main + functional.interpolate(self.conv_sc(x), scale_factor=2, mode="nearest")


class Attention(nn.Module):
    """Attention over positions; keys and values are max-pooled."""

    def __init__(self, channels: int):
        super().__init__()
        self.theta = nn.Conv2d(channels, channels // 8, 1, bias=False)
        self.phi = nn.Conv2d(channels, channels // 8, 1, bias=False)
        self.g = nn.Conv2d(channels, channels // 2, 1, bias=False)
        self.o = nn.Conv2d(channels // 2, channels, 1, bias=False)
        self.gamma = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        """x: [N, C, H, W]."""
        queries = self.theta(x).flatten(2)
        keys = functional.max_pool2d(self.phi(x), 2).flatten(2)
        values = functional.max_pool2d(self.g(x), 2).flatten(2)
        weights = torch.softmax(queries.transpose(1, 2) @ keys, -1)
        mixed = (values @ weights.transpose(1, 2)).unflatten(2, x.shape[2:])
        return x + self.gamma * self.o(mixed)


class Generator(nn.Module):
    """z and weights of classes to picture."""

    inputs = ("z", "classes")

    def __init__(self, style: Configuration):
        super().__init__()
        self.style = style
        inputs, outputs = (
            [factor * style.width for factor in factors] for factors in WIDTHS[style.resolution]
        )
        if style.shared is not None:
            self.shared = nn.Linear(style.classes, style.shared, bias=False)
        self.linear = nn.Linear(style.chunk or style.latent, inputs[0] * 16)
        self.blocks = nn.ModuleList()
        for index, (before, after) in enumerate(zip(inputs, outputs)):
            parts = [Block(before, after, style)]
            if 8 << index in style.attention:
                parts.append(Attention(after))
            self.blocks.append(nn.ModuleList(parts))
        self.norm = nn.BatchNorm2d(outputs[-1])
        self.last = nn.Conv2d(outputs[-1], 3, 3, padding=1)

    def forward(self, z: Tensor, classes: Tensor) -> Tensor:
        """z: [N, latent]; classes: [N, classes]. Gives [N, 3, H, W] in -1...1."""
        y = classes if self.style.shared is None else self.shared(classes)
        chunk = self.style.chunk
        start = self.linear(z[:, :chunk] if chunk else z)
        x = start.view(z.shape[0], -1, 4, 4)
        if self.last.weight.is_contiguous(memory_format=torch.channels_last):
            x = x.contiguous(memory_format=torch.channels_last)
        for index, parts in enumerate(self.blocks):
            own = y
            if chunk:
                own = torch.cat([y, z[:, (index + 1) * chunk : (index + 2) * chunk]], 1)
            x = parts[0](x, own)
            for attention in parts[1:]:
                x = attention(x)
        return torch.tanh(self.last(torch.relu(self.norm(x))))


def folded(stored: dict[str, Tensor], epsilon: float) -> dict[str, Tensor]:
    """Weights divided by their spectral norms: one power iteration from the stored u."""
    weights = {}
    for name, tensor in stored.items():
        if name.endswith((".u0", ".sv0", "accumulation_counter", "num_batches_tracked")):
            continue
        u = stored.get(name.removesuffix("weight") + "u0") if name.endswith("weight") else None
        if u is not None:
            matrix = tensor.reshape(tensor.shape[0], -1)
            right = functional.normalize(u @ matrix, eps=epsilon)
            left = functional.normalize(right @ matrix.t(), eps=epsilon)
            tensor = tensor / (right @ matrix.t() @ left.t()).squeeze()
        weights[name] = tensor
    return weights


def loaded(style: Configuration, stored: dict[str, Tensor]) -> Generator:
    """A generator with these weights, ready for inference. Every weight must find its place."""
    weights = {}
    for name, tensor in folded(stored, style.spectral_epsilon).items():
        # Three norms of the reference store the same statistics.
        name = re.sub(r"(\.bn)?\.(stored|running)_", ".running_", name)
        if name == "shared.weight" or (style.shared is None and ".bn" in name and "run" not in name):
            tensor = tensor.t()  # A table of classes.
        name = re.sub(r"\.(bn[12])\.running_", r".\1.norm.running_", name)
        name = name.replace("output_layer.0.gain", "norm.weight")
        name = name.replace("output_layer.0.", "norm.").replace("output_layer.2.", "last.")
        weights[name] = tensor.contiguous()
    network = Generator(style).eval().requires_grad_(False)
    counters = {n for n in network.state_dict() if n.endswith("num_batches_tracked")}
    found = network.load_state_dict(weights, strict=False)
    if found.unexpected_keys or set(found.missing_keys) - counters:
        raise ValueError(f"the weights do not fit: {found}")
    return network
