"""A network with every kind of trainable layer, and PyTorch's gradients of a distillation loss for it.

Usage: python torch_gradients.py FOLDER. Writes FOLDER/gradients.npz: the input, the parameters and, in Double, the
outputs and the gradients of `Σ weights · output`. The test builds the same network:

    conv 3×3 pad 1 (3→8), ReLU, depthwise conv 3×3 stride 2 (8), batch norm (frozen), clip 0…6, max pool 2×2,
    conv 1×1 (8→16), leaky ReLU 0.1, average pool 2×2, flatten, TT linear 64→20, tanh,
    dense 20→7, softmax
"""

import sys
from pathlib import Path

import numpy as np
import torch
import torch.nn.functional as F

ROWS, COLUMNS, RANKS = (5, 2, 2), (4, 4, 4), (1, 3, 2, 1)


def dense(cores):
    """The matrix of cores (r, m, n, s)."""
    result = torch.ones(1, 1, 1, dtype=torch.float64)
    for core in cores:
        result = torch.einsum("ija,apqb->ipjqb", result, core)
        result = result.reshape(
            result.shape[0] * result.shape[1], result.shape[2] * result.shape[3], -1
        )
    return result[:, :, 0]


def forward(x, p):
    y = F.relu(F.conv2d(x, p["conv1.w"], p["conv1.b"], padding=1))
    y = F.conv2d(y, p["conv2.w"], p["conv2.b"], stride=2, padding=1, groups=8)
    y = F.batch_norm(y, p["mean"], p["variance"], p["scale"], p["bias"], eps=1e-5)
    y = F.max_pool2d(y.clamp(0, 6), 2)
    y = F.leaky_relu(F.conv2d(y, p["conv3.w"]), 0.1)
    y = F.avg_pool2d(y, 2).flatten(1)
    cores = [p[f"core{k + 1}"] for k in range(3)]
    y = torch.tanh(F.linear(y, dense(cores), p["fc1.b"]))
    return torch.softmax(F.linear(y, p["fc2.w"], p["fc2.b"]), 1)


def main():
    generator = np.random.default_rng(5)

    def normal(*shape, scale=1.0):
        return (generator.standard_normal(shape) * scale).astype(np.float32)

    arrays = {
        "x": normal(4, 3, 16, 16),
        "weights": normal(4, 7),
        "conv1.w": normal(8, 3, 3, 3, scale=0.3), "conv1.b": normal(8),
        "conv2.w": normal(8, 1, 3, 3, scale=0.5), "conv2.b": normal(8),
        "scale": normal(8), "bias": normal(8) + 1, "mean": normal(8),
        "variance": generator.uniform(0.5, 2, 8).astype(np.float32),
        "conv3.w": normal(16, 8, 1, 1, scale=0.5),
        "fc1.b": normal(20), "fc2.w": normal(7, 20), "fc2.b": normal(7),
    }
    for k in range(3):
        arrays[f"core{k + 1}"] = normal(RANKS[k], ROWS[k], COLUMNS[k], RANKS[k + 1], scale=0.6)
    tensors = {name: torch.from_numpy(a).double() for name, a in arrays.items()}
    trained = [n for n in arrays if n not in ("weights", "mean", "variance")]
    for name in trained:
        tensors[name].requires_grad_()
    output = forward(tensors["x"], tensors)
    (output * tensors["weights"]).sum().backward()
    arrays["output"] = output.detach().numpy()
    for name in trained:
        arrays[name + ".gradient"] = tensors[name].grad.numpy()
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    np.savez(folder / "gradients.npz", **arrays)


main()
