"""Makes everything in Models/digits: the data files and the trained network. See README.md.

Needs numpy, scikit-learn (for the data), onnx (to write the network). Usage: python digits.py FOLDER

The network is 64-1024-1024-10 with ReLU, trained dense by Adam with decoupled weight decay on cross entropy.
"""

import os
import sys
from pathlib import Path

os.environ["OPENBLAS_NUM_THREADS"] = "1"  # The order of additions, and so the last bits, depends on it.

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper
from sklearn.datasets import load_digits

TRAIN_COUNT = 1297
WIDTH = 1024
EPOCHS = 20
BATCH = 64
LEARNING_RATE = 1e-3
WEIGHT_DECAY = 0.1


def split():
    """The 1,797 samples in a fixed random order: images as uint8 (samples, 64) of 0…16, labels as uint8."""
    digits = load_digits()
    order = np.random.default_rng(2024).permutation(len(digits.target))
    images = digits.data[order].astype(np.uint8)
    labels = digits.target[order].astype(np.uint8)
    return (images[:TRAIN_COUNT], labels[:TRAIN_COUNT]), (images[TRAIN_COUNT:], labels[TRAIN_COUNT:])


def forward(weights, x):
    """Activations of all layers, the last without ReLU."""
    activations = [x]
    for k in range(0, len(weights), 2):
        z = activations[-1] @ weights[k].T + weights[k + 1]
        activations.append(z if k == len(weights) - 2 else np.maximum(z, 0))
    return activations


def gradients(weights, x, labels):
    """Gradient of the mean cross entropy for each array of `weights`."""
    activations = forward(weights, x)
    delta = np.exp(activations[-1] - activations[-1].max(axis=1, keepdims=True))
    delta /= delta.sum(axis=1, keepdims=True)
    delta[np.arange(len(labels)), labels] -= 1
    delta /= len(labels)
    result = [None] * len(weights)
    for k in range(len(weights) - 2, -1, -2):
        result[k] = delta.T @ activations[k // 2]
        result[k + 1] = delta.sum(axis=0)
        delta = (delta @ weights[k]) * (activations[k // 2] > 0)
    return result


def train(images, labels):
    generator = np.random.default_rng(0)
    weights = []
    for outputs, inputs in [(WIDTH, 64), (WIDTH, WIDTH), (10, WIDTH)]:
        scale = np.float32(np.sqrt(2 / inputs))
        weights.append(generator.standard_normal((outputs, inputs), np.float32) * scale)
        weights.append(np.zeros(outputs, np.float32))
    mean = [np.zeros_like(w) for w in weights]
    square = [np.zeros_like(w) for w in weights]
    x = images.astype(np.float32) / 16
    steps = EPOCHS * (len(x) // BATCH)
    for step in range(steps):
        if step % (len(x) // BATCH) == 0:
            order = generator.permutation(len(x))
        at = step % (len(x) // BATCH) * BATCH
        batch = order[at : at + BATCH]
        rate = LEARNING_RATE * 0.5 * (1 + np.cos(np.pi * (step + 1) / steps))
        for k, gradient in enumerate(gradients(weights, x[batch], labels[batch])):
            mean[k] += 0.1 * (gradient - mean[k])
            square[k] += 0.001 * (gradient * gradient - square[k])
            first = mean[k] / (1 - 0.9 ** (step + 1))
            second = square[k] / (1 - 0.999 ** (step + 1))
            weights[k] -= np.float32(rate) * first / (np.sqrt(second) + np.float32(1e-8))
            if k % 2 == 0:
                weights[k] *= np.float32(1 - rate * WEIGHT_DECAY)
    return weights


def network(weights):
    """Gemm and Relu nodes, input scaled by the caller (pixel · 1/16), any number of samples."""
    nodes, initializers = [], []
    value = "input"
    for k in range(3):
        names = [f"fc{k + 1}.weight", f"fc{k + 1}.bias"]
        initializers += [numpy_helper.from_array(w, n) for w, n in zip(weights[2 * k :], names)]
        output = "logits" if k == 2 else f"fc{k + 1}"
        nodes.append(helper.make_node("Gemm", [value, *names], [output], f"fc{k + 1}", transB=1))
        if k < 2:
            nodes.append(helper.make_node("Relu", [output], [f"relu{k + 1}"], f"relu{k + 1}"))
        value = f"relu{k + 1}"
    graph = helper.make_graph(
        nodes, "digits",
        [helper.make_tensor_value_info("input", TensorProto.FLOAT, ["batch", 64])],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["batch", 10])],
        initializers,
    )
    model = helper.make_model(
        graph, opset_imports=[helper.make_opsetid("", 13)], producer_name="Tools/train/digits.py"
    )
    model.ir_version = 8
    onnx.checker.check_model(model)
    return model


def main():
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    parts = split()
    for name, (images, labels) in zip(["train", "test"], parts):
        np.save(folder / f"{name}-images.npy", images)
        np.save(folder / f"{name}-labels.npy", labels)
    weights = train(*parts[0])
    for name, (images, labels) in zip(["train", "test"], parts):
        answers = forward(weights, images.astype(np.float32) / 16)[-1].argmax(axis=1)
        print(f"{name}: {(answers == labels).sum()} of {len(labels)} correct")
    onnx.save(network(weights), folder / "digits.onnx")


main()
