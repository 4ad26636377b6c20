"""MNN: the network built from its expressions and saved; its converter is not used, since it installs packages."""

from importlib.metadata import version
from pathlib import Path

import MNN
import MNN.expr as F
import numpy as np

VERSION = version("MNN")
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr"]


def libraries():
    import _mnncengine

    return [_mnncengine.__file__]


def constant(array, layout=F.NCHW):
    return F.const(np.ascontiguousarray(array, np.float32), list(array.shape), layout)


def convolution(x, weight, bias):
    """On MNN's blocked layout."""
    return F.convert(F.conv2d(F.convert(x, F.NC4HW4), constant(weight), constant(bias)), F.NCHW)


def emit(step, x, shape):
    match step.kind:
        case "reshape":
            return F.reshape(x, list(step.shape))
        case "transpose":
            return F.transpose(x, list(step.permutation))
        case "linear":
            # As a convolution of one pixel, which is what its converter makes of it, this takes 2 to 9 times as long.
            y = F.matmul(x, constant(step.weight), False, True)
            return y if step.bias is None else y + constant(step.bias)
        case "contract":
            return F.matmul(constant(step.weight[None]), x)
        case "relu":
            return F.relu(x)
        case "conv":
            return convolution(x, step.weight, step.bias)
        case "scale":
            axes = (1, -1) + (1,) * (len(shape) - 2)
            return x * constant(step.weight.reshape(axes)) + constant(step.bias.reshape(axes))
    raise NotImplementedError(step.kind)


def build(network, folder):
    if network.quantized:
        raise NotImplementedError("int8 is not written for it")
    path = folder / "network.mnn"
    value = F.placeholder(list(network.input_shape), F.NCHW)
    value.name = "x"
    shape = network.input_shape
    for step in network.steps:
        value = emit(step, value, shape)
        shape = step.shape
    value.name = "y"
    F.save([value], str(path))
    path.with_suffix(".shapes").write_text(
        "\n".join(" ".join(map(str, shape)) for shape in (network.input_shape, network.shape))
    )
    return path


class open:
    def __init__(self, path):
        self.interpreter = MNN.Interpreter(str(path))
        config = {"backend": "CPU", "numThread": 1, "precision": "high"}
        self.session = self.interpreter.createSession(config)
        self.shapes = [
            tuple(int(size) for size in line.split())
            for line in Path(path).with_suffix(".shapes").read_text().split("\n")
        ]

    def write(self, x):
        target = self.interpreter.getSessionInput(self.session, "x")
        x = np.ascontiguousarray(x.reshape(self.shapes[0]))
        target.copyFrom(MNN.Tensor(self.shapes[0], MNN.Halide_Type_Float, x, MNN.Tensor_DimensionType_Caffe))

    def run(self):
        self.interpreter.runSession(self.session)

    def read(self):
        source = self.interpreter.getSessionOutput(self.session, "y")
        y = np.zeros(self.shapes[1], np.float32)
        target = MNN.Tensor(self.shapes[1], MNN.Halide_Type_Float, y, MNN.Tensor_DimensionType_Caffe)
        source.copyToHostTensor(target)
        return np.array(target.getNumpyData()).reshape(self.shapes[1])
