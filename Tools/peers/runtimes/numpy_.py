"""NumPy, the products by its BLAS: what a script would do."""

import pickle
from pathlib import Path

import numpy as np

from network import Network

VERSION = np.__version__
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr"]


def libraries():
    return []


def build(network, folder):
    if network.quantized or any(step.kind in ("conv", "scale") for step in network.steps):
        raise NotImplementedError("only products, in float32")
    path = folder / "network.pickle"
    path.write_bytes(pickle.dumps(network))
    return path


def compiled(step):
    """A function of the state for one step, everything that can be prepared being prepared."""
    shape, order, weight, bias = step.shape, step.permutation, step.weight, step.bias
    match step.kind:
        case "reshape":
            return lambda x: x.reshape(shape)
        case "transpose":
            return lambda x: x.transpose(order)
        case "linear" if bias is None:
            return lambda x, right=weight.T: x @ right
        case "linear":
            return lambda x, right=weight.T: x @ right + bias
        case "contract":
            return lambda x: np.matmul(weight, x)
        case "relu":
            return lambda x: np.maximum(x, 0)
    raise NotImplementedError(step.kind)


class open:
    def __init__(self, path):
        network: Network = pickle.loads(Path(path).read_bytes())
        self.shape = network.input_shape
        self.steps = [compiled(step) for step in network.steps]

    def write(self, x):
        self.x = x.reshape(self.shape)

    def run(self):
        y = self.x
        for step in self.steps:
            y = step(y)
        self.y = y

    def read(self):
        return self.y
