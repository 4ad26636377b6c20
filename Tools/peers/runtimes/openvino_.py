"""OpenVINO through its C library: its Python side costs more than small layers do."""

import ctypes
from pathlib import Path

import numpy as np
import openvino

from . import onnx_file

VERSION = openvino.__version__.split("-")[0]
FORMULATIONS = ["chain-rtl", "chain-ltr", "batched-rtl", "batched-ltr", "einsum-rtl", "einsum-ltr"]
FOLDER = Path(openvino.__file__).parent / "libs"
PROPERTIES = {
    "INFERENCE_NUM_THREADS": "1",
    "NUM_STREAMS": "1",
    "PERFORMANCE_HINT": "LATENCY",
    "INFERENCE_PRECISION_HINT": "f32",  # or it would compute in bfloat16 where the CPU can
    "ENABLE_CPU_PINNING": "NO",  # the process is pinned already
}


def libraries():
    parts = ["openvino", "openvino_c", "openvino_onnx_frontend"]
    found = [path for part in parts for path in FOLDER.glob(f"lib{part}.so.*")]
    return [*found, *FOLDER.glob("libtbb.so.*"), FOLDER / "libopenvino_intel_cpu_plugin.so"]


build = onnx_file.write

library = ctypes.CDLL(str(next(FOLDER.glob("libopenvino_c.so.*"))))


def call(name, *arguments):
    status = getattr(library, name)(*arguments)
    if status:
        library.ov_get_last_err_msg.restype = ctypes.c_char_p
        raise RuntimeError(f"{name}: {status} {(library.ov_get_last_err_msg() or b'').decode()[:200]}")


def made(name, *arguments):
    result = ctypes.c_void_p()
    call(name, *arguments, ctypes.byref(result))
    return result


core = made("ov_core_create")


class open:
    def __init__(self, path):
        model = made("ov_core_read_model", core, str(path).encode(), None)
        self.compiled = ctypes.c_void_p()
        words = [ctypes.c_char_p(word.encode()) for pair in PROPERTIES.items() for word in pair]
        call("ov_core_compile_model", core, model, b"CPU", len(words), ctypes.byref(self.compiled), *words)
        library.ov_model_free(model)
        self.request = made("ov_compiled_model_create_infer_request", self.compiled)
        self.run = (library.ov_infer_request_infer, self.request)

    def array(self, direction):
        tensor = made(f"ov_infer_request_get_{direction}_tensor_by_index", self.request, 0)
        size = ctypes.c_size_t()
        call("ov_tensor_get_size", tensor, ctypes.byref(size))
        data = made("ov_tensor_data", tensor)
        return np.ctypeslib.as_array(ctypes.cast(data, ctypes.POINTER(ctypes.c_float)), (size.value,))

    def write(self, x):
        self.array("input")[:] = x

    def read(self):
        return self.array("output").copy()

    def __del__(self):
        library.ov_infer_request_free(self.request)
        library.ov_compiled_model_free(self.compiled)
