"""tract, through the C functions of its Python package."""

import ctypes
from importlib.metadata import version
from pathlib import Path

import tract
from tract.bindings import check, lib

from . import onnx_file

VERSION = version("tract")
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr", "einsum-rtl", "einsum-ltr"]


def libraries():
    return Path(tract.__file__).parent.glob("*.so")


build = onnx_file.write


class open:
    def __init__(self, path):
        self.runnable = tract.onnx().load(str(path)).into_model().into_runnable()
        self.state = self.runnable.spawn_state()
        self.outputs = (ctypes.c_void_p * 1)()

    def write(self, x):
        shape = [int(str(size)) for size in self.runnable.input_fact(0).dump().split(",")[:-1]]
        self.x = tract.Tensor.from_numpy(x.reshape(shape))
        self.inputs = (ctypes.c_void_p * 1)(self.x.ptr)

    def run(self):
        if self.outputs[0]:  # each run makes a new tensor
            lib.tract_tensor_destroy(self.outputs)
        check(lib.tract_state_run(self.state.ptr, self.inputs, self.outputs))

    def read(self):
        result = tract.Tensor(ctypes.c_void_p(self.outputs[0])).to_numpy().copy()
        self.outputs[0] = None
        return result
