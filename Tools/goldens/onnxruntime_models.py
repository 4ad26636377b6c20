"""Writes the outputs of ONNX Runtime for a few samples of each whole model in the shared data.

Needs numpy and onnxruntime:
    python3 -m venv venv && venv/bin/pip install numpy onnxruntime
Usage: venv/bin/python onnxruntime_models.py DATA_FOLDER GOLDENS_FOLDER
For each model it writes NAME.samples.npy (indices of samples, chosen by seed) and NAME.outputs.npy (float32, one row
for each). The models run with batch 1, one sample after the other.
"""

import sys
from pathlib import Path

import numpy as np
import onnxruntime

data = Path(sys.argv[1])
goldens = Path(sys.argv[2])
goldens.mkdir(parents=True, exist_ok=True)

images = np.load(data / "mnist/images-5000.npy").astype(np.float32)
features = np.load(data / "models/anomaly-features.npy")

# name: (inputs, number of samples)
MODELS = {
    "mnist-cnn": ((images / 255 - np.float32(0.1307)) / np.float32(0.3081), 24),
    "mnist-cntk": (images, 24),
    "anomaly-autoencoder": (features, 8),
}

for name, (inputs, count) in MODELS.items():
    session = onnxruntime.InferenceSession(
        str(data / f"models/{name}.onnx"), providers=["CPUExecutionProvider"]
    )
    feed = session.get_inputs()[0].name
    samples = np.sort(np.random.default_rng(2).choice(len(inputs), count, replace=False))
    outputs = [session.run(None, {feed: inputs[i : i + 1]})[0] for i in samples]
    np.save(goldens / f"{name}.samples.npy", samples.astype(np.int64))
    np.save(goldens / f"{name}.outputs.npy", np.concatenate(outputs).astype(np.float32))
