"""Writes the small network of the JSON tests: its arrays as .npz and .safetensors, an input and PyTorch's output.

Needs torch, safetensors. Usage: python network.py FOLDER
The descriptions net.json and net-safetensors.json in that folder are written by hand and stay as they are.
"""

import sys
from pathlib import Path

import numpy as np
import torch
from safetensors.torch import save_file
from torch.nn import functional as F

torch.manual_seed(3)
arrays = {
    "conv.weight": torch.randn(4, 2, 3, 3) * 0.4,
    "conv.bias": torch.randn(4),
    "depthwise.weight": torch.randn(4, 1, 2, 2),
    "bn.scale": torch.rand(4) + 0.5,
    "bn.bias": torch.randn(4),
    "bn.mean": torch.randn(4),
    "bn.variance": torch.rand(4) + 0.5,
    "line.weight": torch.randn(3, 4, 2) * 0.5,
    "tt.core_0": torch.randn(1, 2, 3, 2),  # (r, m, n, r')
    "tt.core_1": torch.randn(2, 5, 5, 1),
    "tt.bias": torch.randn(10),
    "fc.weight": torch.randn(4, 10) * 0.3,
}


def network(x):
    x = F.relu(F.conv2d(x, arrays["conv.weight"], arrays["conv.bias"], padding=1))
    x = F.conv2d(x, arrays["depthwise.weight"], groups=4)
    x = F.batch_norm(
        x, arrays["bn.mean"], arrays["bn.variance"], arrays["bn.scale"], arrays["bn.bias"], eps=1e-3
    )
    x = F.avg_pool2d(F.leaky_relu(x, 0.2), 3, stride=2, padding=1)
    x = F.conv1d(x.reshape(-1, 4, 9), arrays["line.weight"], stride=2, dilation=1, padding=1)
    x = torch.tanh(x).flatten(1)
    dense = torch.einsum("aijb,bklc->ikjl", arrays["tt.core_0"], arrays["tt.core_1"]).reshape(10, 15)
    x = torch.clamp(x @ dense.T + arrays["tt.bias"], -2, 2)
    return torch.softmax(x @ arrays["fc.weight"].T, dim=1)


folder = Path(sys.argv[1])
folder.mkdir(parents=True, exist_ok=True)
x = torch.randn(3, 2, 6, 6)
np.savez_compressed(folder / "weights.npz", **{name: a.numpy() for name, a in arrays.items()})
save_file(arrays, folder / "weights.safetensors")
np.savez_compressed(folder / "io.npz", x=x.numpy(), y=network(x).numpy())
