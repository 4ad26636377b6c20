"""Checks the exported network of the tests and writes what ONNX Runtime makes of it.

Needs numpy, onnx, onnxruntime. Usage: python onnx_export.py FOLDER
In that folder lies exported.onnx, which `HANDCAR_UPDATE_SNAPSHOTS=1 swift test --filter ExportGoldenTests` writes. The
script checks the model and its inferred shapes, writes input.npy (five random samples) and outputs.npy, halves and
negates a core by its name, as a training elsewhere would change it, and writes edited.onnx and edited_outputs.npy.
"""

import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
from onnx import numpy_helper, shape_inference

folder = Path(sys.argv[1])


def run(name, x):
    session = onnxruntime.InferenceSession(folder / name)
    return session.run(None, {session.get_inputs()[0].name: x})[0]


model = onnx.load(folder / "exported.onnx")
onnx.checker.check_model(model, full_check=True)
shape_inference.infer_shapes(model, check_type=True, strict_mode=True, data_prop=True)
assert model.graph.input[0].type.tensor_type.shape.dim[0].dim_param == "batch"

x = np.random.default_rng(1).standard_normal((5, 2, 6, 6), dtype=np.float32)
np.save(folder / "input.npy", x)
np.save(folder / "outputs.npy", run("exported.onnx", x))

core = next(array for array in model.graph.initializer if array.name == "fc1.core_1")
core.CopyFrom(numpy_helper.from_array(numpy_helper.to_array(core) * -0.5, core.name))
onnx.save(model, folder / "edited.onnx")
np.save(folder / "edited_outputs.npy", run("edited.onnx", x))
