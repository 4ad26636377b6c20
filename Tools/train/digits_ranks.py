"""Prints the test accuracy of Models/digits when its middle layer is cut to a TT of given shape and rank, untrained.

A plain TT-SVD in NumPy: a check of the tool by other means, and of what to expect without fine-tuning.
Needs numpy, onnx. Usage: python digits_ranks.py FOLDER
"""

import sys
from pathlib import Path

import numpy as np
import onnx
from onnx import numpy_helper

SHAPES = [  # m, n
    ((1024, 1), (1, 1024)),
    ((64, 16), (16, 64)),
    ((32, 32), (32, 32)),
    ((16, 8, 8), (8, 8, 16)),
]


def truncated(weight, rows, columns, rank):
    """The dense matrix of the TT of `weight`, all ranks at most `rank`."""
    count = len(rows)
    order = [axis for k in range(count) for axis in (k, count + k)]
    rest = weight.reshape(*rows, *columns).transpose(order).reshape(1, -1)
    full = np.ones((1, 1))
    for m, n in zip(rows[:-1], columns[:-1]):
        left, values, right = np.linalg.svd(rest.reshape(full.shape[1] * m * n, -1), full_matrices=False)
        kept = min(rank, len(values))
        core = left[:, :kept].reshape(full.shape[1], m * n * kept)
        full = (full @ core).reshape(-1, kept)
        rest = values[:kept, None] * right[:kept]
    full = full @ rest.reshape(full.shape[1], -1)
    interleaved = full.reshape([size for k in range(count) for size in (rows[k], columns[k])])
    return interleaved.transpose(np.argsort(order)).reshape(weight.shape)


folder = Path(sys.argv[1])
model = onnx.load(folder / "digits.onnx")
arrays = {i.name: numpy_helper.to_array(i) for i in model.graph.initializer}
images = np.load(folder / "test-images.npy") / np.float32(16)
labels = np.load(folder / "test-labels.npy")


def correct(middle):
    x = np.maximum(images @ arrays["fc1.weight"].T + arrays["fc1.bias"], 0)
    x = np.maximum(x @ middle.T + arrays["fc2.bias"], 0)
    return ((x @ arrays["fc3.weight"].T + arrays["fc3.bias"]).argmax(axis=1) == labels).sum()


weight = arrays["fc2.weight"]
print(f"dense: {correct(weight)} of {len(labels)}")
for rows, columns in SHAPES:
    found = [f"rank {r}: {correct(truncated(weight, rows, columns, r))}" for r in (8, 16, 32, 64)]
    print(f"m {rows}, n {columns}: " + ", ".join(found))
