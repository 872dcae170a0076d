"""The StyleGAN2 generator (Karras et al. 2020) for inference, as a PyTorch user would write it.

Written from the layer table. The style scales the input of a convolution and the demodulation its
output, which is the same function as scaling the weights, leaves these constant and is faster on
processors: what the peers do here is no slower than it has to be. Everything that depends on the
weights alone is done when they are loaded.
"""

from __future__ import annotations

import dataclasses

import torch
import torch.nn.functional as functional
from torch import Tensor, nn

GAIN = 2**0.5


@dataclasses.dataclass(frozen=True)
class Configuration:
    """What a generator is built from."""

    widths: tuple[int, ...]  # Channels at 4x4, 8x8, ...
    latent: int = 512
    style: int = 512
    mapping: int = 8  # Layers from z to w.
    classes: int = 0
    clamp: float | None = None

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the pictures."""
        return 2 << len(self.widths), 2 << len(self.widths)

    @staticmethod
    def of_package(manifest: dict) -> Configuration:
        """Reads `model.json` of a package of Ganvas."""
        stored = manifest["configuration"]
        if stored["architecture"] != "skip":
            raise SystemExit(f"only pictures that are added up, not {stored['architecture']}")
        return Configuration(
            widths=tuple(stored["widths"]),
            latent=stored["latentDimension"],
            style=stored["styleDimension"],
            mapping=stored["mappingLayers"],
            classes=len(stored["classNames"]),
            clamp=stored.get("clamp"),
        )

    @staticmethod
    def of_reference(options: dict) -> Configuration:
        """Reads options of the reference cases."""
        given = options["generator_kwargs"]
        synthesis = given["synthesis_kwargs"]
        sides = [4]
        while sides[-1] < given["img_resolution"]:
            sides.append(2 * sides[-1])
        return Configuration(
            widths=tuple(
                min(synthesis["channel_base"] // side, synthesis["channel_max"]) for side in sides
            ),
            latent=given["z_dim"],
            style=given["w_dim"],
            mapping=given["mapping_kwargs"]["num_layers"],
            classes=given["c_dim"],
            clamp=synthesis.get("conv_clamp"),
        )


def limited(x: Tensor, clamp: float | None) -> Tensor:
    """Cut off where the network is."""
    return x if clamp is None else x.clamp(-clamp, clamp)


class Layer(nn.Module):
    """Modulated convolution, noise, bias, leaky ReLU."""

    def __init__(self, before: int, after: int, side: int, doubles: bool, style: Configuration):
        super().__init__()
        self.clamp = style.clamp
        self.affine = nn.Linear(style.style, before)
        if doubles:
            self.convolution = nn.ConvTranspose2d(before, after, 3, stride=2, bias=False)
            self.filter = nn.Conv2d(after, after, 4, padding=1, groups=after, bias=False)
        else:
            self.convolution = nn.Conv2d(before, after, 3, padding=1, bias=False)
            self.filter = None
        self.bias = nn.Parameter(torch.zeros(1, after, 1, 1))
        self.noise = nn.Parameter(torch.zeros(side, side))
        # Squares of the weight summed over the kernel.
        self.energy = nn.Parameter(torch.zeros(after, before))

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """x: [N, before, H, W]; w: [N, style]. Gives [N, after, H, W] or twice that."""
        style = self.affine(w)
        factor = torch.rsqrt(functional.linear(style.square(), self.energy) + 1e-8)
        x = self.convolution(x * style[:, :, None, None])
        if self.filter is not None:
            x = self.filter(x)
        x = x * factor[:, :, None, None] + self.noise + self.bias
        return limited(functional.leaky_relu(x, 0.2) * GAIN, self.clamp)


class Colours(nn.Module):
    """Activations to colours: modulated, not demodulated."""

    def __init__(self, before: int, style: Configuration):
        super().__init__()
        self.clamp = style.clamp
        self.affine = nn.Linear(style.style, before)
        self.convolution = nn.Conv2d(before, 3, 1)

    def forward(self, x: Tensor, w: Tensor) -> Tensor:
        """x: [N, before, H, W] to [N, 3, H, W]."""
        return limited(self.convolution(x * self.affine(w)[:, :, None, None]), self.clamp)


class Generator(nn.Module):
    """z, and weights of classes if it has any, to picture."""

    def __init__(self, style: Configuration):
        super().__init__()
        self.style = style
        self.inputs = ("z", "classes")[: 2 if style.classes else 1]
        width = style.latent + (style.style if style.classes else 0)
        if style.classes:
            self.embed = nn.Linear(style.classes, style.style)
        self.mapping = nn.ModuleList(
            nn.Linear(width if index == 0 else style.style, style.style)
            for index in range(style.mapping)
        )
        self.start = nn.Parameter(torch.zeros(1, style.widths[0], 4, 4))
        self.layers = nn.ModuleList()
        self.colours = nn.ModuleList()
        for index, after in enumerate(style.widths):
            side = 4 << index
            if index > 0:
                self.layers.append(Layer(style.widths[index - 1], after, side, True, style))
            self.layers.append(Layer(after, after, side, False, style))
            self.colours.append(Colours(after, style))
        # The picture at twice its size.
        self.doubling = nn.ConvTranspose2d(3, 3, 4, stride=2, padding=1, groups=3, bias=False)

    def styles(self, z: Tensor, classes: Tensor | None = None) -> Tensor:
        """z to w, [N, style]."""

        def normalized(x: Tensor) -> Tensor:
            return x * torch.rsqrt(x.square().mean(1, keepdim=True) + 1e-8)

        x = normalized(z)
        if classes is not None:
            x = torch.cat([x, normalized(self.embed(classes))], 1)
        for layer in self.mapping:
            x = functional.leaky_relu(layer(x), 0.2) * GAIN
        return x

    def forward(self, z: Tensor, classes: Tensor | None = None) -> Tensor:
        """z: [N, latent]. Gives [N, 3, H, W], about -1...1."""
        w = self.styles(z, classes)
        x = self.layers[0](self.start.expand(z.shape[0], -1, -1, -1), w)
        picture = self.colours[0](x, w)
        for index in range(1, len(self.style.widths)):
            x = self.layers[2 * index](self.layers[2 * index - 1](x, w), w)
            picture = self.doubling(picture) + self.colours[index](x, w)
        return picture


def loaded(style: Configuration, stored: dict[str, Tensor]) -> Generator:
    """A generator with these weights, ready for inference. Every weight must find its place."""
    left = dict(stored)
    weights = {}

    def linear(name: str, source: str, rate: float = 1, factor: float = 1) -> None:
        weight = left.pop(source + ".weight")
        weights[name + ".weight"] = weight * (rate * factor / weight.shape[1] ** 0.5)
        weights[name + ".bias"] = left.pop(source + ".bias") * (rate * factor)

    left.pop("mapping.w_avg")
    for index in range(style.mapping):
        linear(f"mapping.{index}", f"mapping.fc{index}", rate=0.01)
    if style.classes:
        linear("embed", "mapping.embed")
    taps = left["synthesis.b4.resample_filter"]
    weights["start"] = left.pop("synthesis.b4.const")[None]
    weights["doubling.weight"] = (4 * taps).expand(3, 1, 4, 4)
    number = 0
    for index, width in enumerate(style.widths):
        block = f"synthesis.b{4 << index}"
        left.pop(block + ".resample_filter")
        for part in ("conv0", "conv1") if index > 0 else ("conv1",):
            source, name = f"{block}.{part}", f"layers.{number}"
            weight = left.pop(source + ".weight")
            linear(name + ".affine", source + ".affine")
            weights[name + ".energy"] = weight.square().sum((2, 3))
            weights[name + ".bias"] = left.pop(source + ".bias").reshape(1, -1, 1, 1)
            strength = left.pop(source + ".noise_strength")
            weights[name + ".noise"] = left.pop(source + ".noise_const") * strength
            own = left.pop(source + ".resample_filter")
            if part == "conv0":
                weight = weight.transpose(0, 1)
                weights[name + ".filter.weight"] = (4 * own.flip(0, 1)).expand(width, 1, 4, 4)
            weights[name + ".convolution.weight"] = weight
            number += 1
        source, name = block + ".torgb", f"colours.{index}"
        linear(name + ".affine", source + ".affine", factor=1 / width**0.5)
        weights[name + ".convolution.weight"] = left.pop(source + ".weight")
        weights[name + ".convolution.bias"] = left.pop(source + ".bias")
    if left:
        raise ValueError(f"weights without a place: {sorted(left)}")
    network = Generator(style).eval().requires_grad_(False)
    network.load_state_dict({name: tensor.contiguous() for name, tensor in weights.items()})
    return network
