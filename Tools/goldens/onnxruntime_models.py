"""Writes the outputs of ONNX Runtime for a few samples of each whole model in the shared data.

Needs numpy and onnxruntime:
    python3 -m venv venv && venv/bin/pip install numpy onnxruntime
Usage: venv/bin/python onnxruntime_models.py DATA_FOLDER GOLDENS_FOLDER
For each model it writes NAME.samples.npy (indices of samples, chosen by seed) and NAME.outputs.npy (float32, one row
for each). The models run with batch 1, one sample after the other.

The autoencoder is ill-conditioned: for some samples ONNX Runtime's own rounding moves outputs by several times the
tolerance of the test (up to 5.5 times, against an evaluation in float64). Samples of which the outputs move by more
than a quarter of the tolerance when the input is changed by one unit in the last place are therefore not taken.
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

TOLERANCE = 1e-4  # absolute, and relative


def is_well_conditioned(run, sample, generator):
    output = run(sample)
    for _ in range(4):
        direction = generator.choice([-np.inf, np.inf], sample.shape).astype(np.float32)
        change = np.abs(run(np.nextafter(sample, direction)) - output)
        if np.any(change > 0.25 * TOLERANCE * (1 + np.abs(output))):
            return False
    return True


for name, (inputs, count) in MODELS.items():
    session = onnxruntime.InferenceSession(
        str(data / f"models/{name}.onnx"), providers=["CPUExecutionProvider"]
    )
    feed = session.get_inputs()[0].name

    def run(sample):
        return session.run(None, {feed: sample})[0]

    generator = np.random.default_rng(2)
    samples = []
    for index in generator.permutation(len(inputs)):
        if is_well_conditioned(run, inputs[index : index + 1], generator):
            samples.append(index)
        if len(samples) == count:
            break
    samples.sort()
    outputs = np.concatenate([run(inputs[index : index + 1]) for index in samples])
    np.save(goldens / f"{name}.samples.npy", np.array(samples, np.int64))
    np.save(goldens / f"{name}.outputs.npy", outputs.astype(np.float32))
