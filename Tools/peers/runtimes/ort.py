"""ONNX Runtime, called with bound inputs and outputs, which is the least that its Python side can do."""

import os
from pathlib import Path

import numpy as np
import onnxruntime

from . import onnx_file

VERSION = onnxruntime.__version__
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr", "einsum-rtl", "einsum-ltr"]


def libraries():
    return Path(onnxruntime.__file__).parent.glob("capi/libonnxruntime.so.*")


def build(network, folder):
    # Without VNNI its int8 products saturate in 16 bits unless the weights are of 7 bits.
    vnni = "vnni" in Path("/proc/cpuinfo").read_text() or os.uname().machine != "x86_64"
    return onnx_file.write(network, folder, weight_bits=8 if vnni else 7)


class open:
    def __init__(self, path):
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
        input, output = self.session.get_inputs()[0], self.session.get_outputs()[0]
        self.x, self.y = np.zeros(input.shape, np.float32), np.zeros(output.shape, np.float32)
        self.binding = self.session.io_binding()
        for bind, value, array in [
            (self.binding.bind_input, input, self.x),
            (self.binding.bind_output, output, self.y),
        ]:
            bind(value.name, "cpu", 0, np.float32, array.shape, array.ctypes.data)
        # Past the wrappers' own checks.
        self.inner = self.session._sess.run_with_iobinding, self.binding._iobinding

    def write(self, x):
        self.x.flat[:] = x

    def run(self):
        self.inner[0](self.inner[1], None)

    def read(self):
        return self.y
